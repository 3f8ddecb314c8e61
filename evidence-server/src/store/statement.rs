//! Statements made from a table's columns while compiling, so that each column is named once.
//!
//! What must stay true: every text is a constant; one that does not fit stops the compiler, not the server.

const LENGTH_MAX: usize = 1536;

/// A text that was put together by a constant expression.
pub(super) struct Text {
    bytes: [u8; LENGTH_MAX],
    length: usize,
}

impl Text {
    const fn empty() -> Self {
        Self {
            bytes: [0; LENGTH_MAX],
            length: 0,
        }
    }

    const fn with(mut self, text: &str) -> Self {
        let added = text.as_bytes();
        let mut i = 0;
        while i < added.len() {
            self.bytes[self.length] = added[i];
            self.length += 1;
            i += 1;
        }
        self
    }

    /// `$12`
    const fn with_place(self, number: usize) -> Self {
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let start = self.with("$");
        let tens = if number >= 10 {
            start.with(DIGITS[number / 10])
        } else {
            start
        };
        tens.with(DIGITS[number % 10])
    }

    /// The text.
    pub(super) const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

/// `INSERT INTO table (a, b) VALUES ($1, $2)`
pub(super) const fn insert(table: &str, columns: &[&str]) -> Text {
    let mut text = list(Text::empty().with("INSERT INTO ").with(table).with(" ("), columns).with(") VALUES (");
    let mut i = 0;
    while i < columns.len() {
        if i > 0 {
            text = text.with(", ");
        }
        text = text.with_place(i + 1);
        i += 1;
    }
    text.with(")")
}

/// `UPDATE table SET b = $2 WHERE a = $1` and a guard: the first column is the key.
pub(super) const fn update(table: &str, columns: &[&str], guard: &str) -> Text {
    let mut text = Text::empty().with("UPDATE ").with(table).with(" SET ");
    let mut i = 1;
    while i < columns.len() {
        if i > 1 {
            text = text.with(", ");
        }
        text = text.with(columns[i]).with(" = ").with_place(i + 1);
        i += 1;
    }
    text.with(" WHERE ").with(columns[0]).with(" = $1").with(guard)
}

/// `SELECT a, b FROM table` and what follows.
pub(super) const fn selected(table: &str, columns: &[&str], tail: &str) -> Text {
    list(Text::empty().with("SELECT "), columns)
        .with(" FROM ")
        .with(table)
        .with(" ")
        .with(tail)
}

const fn list(mut text: Text, columns: &[&str]) -> Text {
    let mut i = 0;
    while i < columns.len() {
        if i > 0 {
            text = text.with(", ");
        }
        text = text.with(columns[i]);
        i += 1;
    }
    text
}

/// All columns of a table's rows, with the text that follows `FROM table`: `select!(UnitRow, "WHERE id = $1")`.
macro_rules! select {
    ($row:ty, $tail:expr $(,)?) => {{
        use crate::store::rows::EvidenceRow;
        const TEXT: crate::store::statement::Text =
            crate::store::statement::selected(<$row>::TABLE, <$row>::COLUMNS, $tail);
        TEXT.as_str()
    }};
}
pub(super) use select;

#[cfg(test)]
mod tests {
    use super::{insert, selected, update};

    const COLUMNS: &[&str] = &["id", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];

    #[test]
    fn every_column_is_named_once_and_in_order() {
        assert_eq!(
            insert("t", &["id", "b"]).as_str(),
            "INSERT INTO t (id, b) VALUES ($1, $2)"
        );
        assert_eq!(
            update("t", &["id", "b", "c"], "").as_str(),
            "UPDATE t SET b = $2, c = $3 WHERE id = $1"
        );
        assert_eq!(
            selected("t", &["id", "b"], "ORDER BY id").as_str(),
            "SELECT id, b FROM t ORDER BY id"
        );
    }

    #[test]
    fn places_beyond_nine_have_two_digits() {
        assert!(insert("t", COLUMNS).as_str().ends_with("$9, $10, $11)"));
    }
}
