//! The words of the screen: Chinese first, English complete, both from `locales/`.
//!
//! What must stay true: a page names words only by [`Key`] or by `t.say("…")` and its like; a test holds every key that
//! is used against both languages.

#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use axum::http::{HeaderMap, header};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// Names one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key(pub(super) &'static str);

/// A language of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// Simplified Chinese, the preset.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// As in the `lang` attribute and the cookie.
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The language of a tag; Chinese for anything else.
    pub(super) fn of_tag(tag: Option<&str>) -> Self {
        if tag == Some("en") {
            Self::English
        } else {
            Self::Chinese
        }
    }

    /// The language that this browser chose.
    pub(super) fn of_headers(headers: &HeaderMap) -> Self {
        let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok());
        let chosen = cookies.and_then(|text| text.split("; ").find_map(|cookie| cookie.strip_prefix("language=")));
        Self::of_tag(chosen)
    }

    /// The cookie that keeps the choice.
    pub(super) fn cookie(self) -> String {
        format!(
            "language={}; Path=/; Max-Age=31536000; SameSite=Strict; HttpOnly",
            self.tag()
        )
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Chinese => include_str!("../../../locales/zh-CN/screen.ftl"),
            Self::English => include_str!("../../../locales/en/screen.ftl"),
        }
    }
}

/// Says things in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words(pub(super) Language);

impl Words {
    /// A text without blanks to fill.
    pub(super) fn say(self, key: &str) -> String {
        self.speak(key, None)
    }

    /// The text of a key.
    pub(super) fn key(self, key: Key) -> String {
        self.say(key.0)
    }

    /// A text with a number in it, named `count`.
    pub(super) fn count(self, key: &str, count: impl Into<u64>) -> String {
        let mut args = FluentArgs::new();
        let count: u64 = count.into();
        args.set("count", FluentValue::from(count));
        self.speak(key, Some(&args))
    }

    /// A text with one blank, named `what`.
    pub(super) fn with(self, key: &str, what: impl std::fmt::Display) -> String {
        let mut args = FluentArgs::new();
        args.set("what", FluentValue::from(what.to_string()));
        self.speak(key, Some(&args))
    }

    /// The `lang` attribute.
    pub(super) const fn tag(self) -> &'static str {
        self.0.tag()
    }

    /// Whether texts from programs, which are English, are in the reader's language.
    pub(super) fn is_english(self) -> bool {
        self.0 == Language::English
    }

    fn speak(self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = bundle(self.0);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, language = self.tag(), "a text of the screen is missing");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(key, ?errors, "a text of the screen has a blank that nobody fills");
        }
        text
    }
}

fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static CHINESE: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
    static ENGLISH: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
    match language {
        Language::Chinese => CHINESE.get_or_init(|| made(language)),
        Language::English => ENGLISH.get_or_init(|| made(language)),
    }
}

fn made(language: Language) -> FluentBundle<FluentResource> {
    let identifier: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(language.text().to_owned()).unwrap_or_else(|(resource, errors)| {
        tracing::error!(?errors, "texts of the screen cannot be read in full");
        resource
    });
    if let Err(errors) = bundle.add_resource(resource) {
        tracing::error!(?errors, "a text of the screen is there twice");
    }
    bundle
}
