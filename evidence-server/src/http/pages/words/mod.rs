//! The words of the pages: Chinese first, English complete, both from `locales/`.
//!
//! What must stay true: a page names words only by [`Key`] or by `t.say("…")` in a template; a test holds every key
//! that is used against both languages.

mod catalogue;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(in crate::http::pages) use tests::{each_source, sources_below};

use fluent_bundle::{FluentArgs, FluentValue};

use catalogue::bundle;

/// Names one text of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(pub &'static str);

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Simplified Chinese, the preset.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// As in the `lang` attribute and the cookie.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The language of a cookie; Chinese for anything else.
    pub fn of_tag(tag: Option<&str>) -> Self {
        if tag == Some("en") {
            Self::English
        } else {
            Self::Chinese
        }
    }

    /// Its own name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chinese => "中文",
            Self::English => "English",
        }
    }
}

/// Says things in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words(pub Language);

impl Words {
    /// A text without blanks to fill.
    pub fn say(self, key: &str) -> String {
        self.speak(key, None)
    }

    /// The text of a key.
    pub fn key(self, key: Key) -> String {
        self.say(key.0)
    }

    /// A text with a number in it, named `count`.
    pub fn count(self, key: &str, count: impl Into<u64>) -> String {
        let mut args = FluentArgs::new();
        let count: u64 = count.into();
        args.set("count", FluentValue::from(count));
        self.speak(key, Some(&args))
    }

    /// A text with one blank, named `what`.
    pub fn with(self, key: &str, what: impl std::fmt::Display) -> String {
        self.fill(key, &[("what", what.to_string())])
    }

    /// A text with several blanks.
    pub fn fill(self, key: &str, blanks: &[(&'static str, String)]) -> String {
        let mut args = FluentArgs::new();
        for (name, text) in blanks {
            args.set(*name, FluentValue::from(text.as_str()));
        }
        self.speak(key, Some(&args))
    }

    /// The `lang` attribute.
    pub const fn tag(self) -> &'static str {
        self.0.tag()
    }

    /// Whether texts from programs, which are English, are in the reader's language.
    pub fn is_english(self) -> bool {
        self.0 == Language::English
    }

    fn speak(self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = bundle(self.0);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, language = self.tag(), "a text of the pages is missing");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(
                key,
                language = self.tag(),
                ?errors,
                "a text of the pages has a blank that nobody fills"
            );
        }
        text
    }
}
