//! Sensitivity: four flags that narrow who may see a clip or a case file, and that stop its disclosure.
//!
//! What must stay true: the text form is stored in evidence; no flag at all is the empty text.

use serde::{Deserialize, Serialize};

/// One flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// 国家秘密
    StateSecret,
    /// 商业秘密
    TradeSecret,
    /// 未成年人
    Minor,
    /// 个人隐私
    Privacy,
}

impl Flag {
    /// Every flag.
    pub const ALL: [Self; 4] = [Self::StateSecret, Self::TradeSecret, Self::Minor, Self::Privacy];

    /// Text form, as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StateSecret => "state_secret",
            Self::TradeSecret => "trade_secret",
            Self::Minor => "minor",
            Self::Privacy => "privacy",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::StateSecret => 1,
            Self::TradeSecret => 1 << 1,
            Self::Minor => 1 << 2,
            Self::Privacy => 1 << 3,
        }
    }
}

/// Why a text is no set of flags.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no sensitivity flag")]
pub struct FlagError(String);

impl std::str::FromStr for Flag {
    type Err = FlagError;
    fn from_str(text: &str) -> Result<Self, FlagError> {
        let known = Self::ALL.into_iter().find(|flag| flag.as_str() == text);
        known.ok_or_else(|| FlagError(text.chars().take(80).collect()))
    }
}

/// The flags of one clip or case file. Text form: words with commas between, in the order of [`Flag::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Flags(u8);

impl Flags {
    /// None.
    pub const NONE: Self = Self(0);

    /// The same with one more.
    #[must_use]
    pub const fn with(self, flag: Flag) -> Self {
        Self(self.0 | flag.bit())
    }

    /// Those of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it stands.
    pub const fn has(self, flag: Flag) -> bool {
        self.0 & flag.bit() != 0
    }

    /// Whether any stands.
    pub const fn any(self) -> bool {
        self.0 != 0
    }

    /// Those that stand.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |flag| self.has(*flag))
    }
}

impl FromIterator<Flag> for Flags {
    fn from_iter<I: IntoIterator<Item = Flag>>(flags: I) -> Self {
        flags.into_iter().fold(Self::NONE, Self::with)
    }
}

impl std::fmt::Display for Flags {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words: Vec<&str> = self.iter().map(Flag::as_str).collect();
        f.write_str(&words.join(","))
    }
}

impl std::str::FromStr for Flags {
    type Err = FlagError;
    fn from_str(text: &str) -> Result<Self, FlagError> {
        let mut flags = Self::NONE;
        for word in text.split(',').filter(|_| !text.is_empty()) {
            flags = flags.with(word.parse()?);
        }
        Ok(flags)
    }
}

#[cfg(test)]
mod tests {
    use super::{Flag, Flags};

    #[test]
    fn flags_survive_their_text_form() {
        let both = Flags::NONE.with(Flag::Privacy).with(Flag::StateSecret);
        assert_eq!(both.to_string(), "state_secret,privacy");
        assert_eq!("state_secret,privacy".parse(), Ok(both));
        assert_eq!("".parse(), Ok(Flags::NONE));
        assert!("secret".parse::<Flags>().is_err() && "minor,".parse::<Flags>().is_err());
    }
}
