//! Clips: what a media file is, where it came from, what claims about its time mean.

macro_rules! text_enum {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $vdoc:literal])+ $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[doc = $vdoc])+ #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// The text form, as stored and sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Every one, in the order of the definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
        }

        // By hand: the derive does not see the words through the macro.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some(concat!($($doc, "\n"),+).trim()))
                    .enum_values(Some(Self::ALL.iter().map(|one| one.as_str())))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}

        impl std::str::FromStr for $name {
            type Err = $crate::clip::UnknownWord;
            fn from_str(text: &str) -> Result<Self, $crate::clip::UnknownWord> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::clip::UnknownWord::new(stringify!($name), text)),
                }
            }
        }
    };
}
pub(crate) use text_enum;

/// A text that is not one of the words allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a {kind}")]
pub struct UnknownWord {
    kind: &'static str,
    text: String,
}

impl UnknownWord {
    /// The word that was found, and of which kind it should have been.
    pub fn new(kind: &'static str, text: &str) -> Self {
        Self {
            kind,
            text: text.chars().take(64).collect(),
        }
    }
}

text_enum!(
    /// Where a clip came from (来源).
    SourceKind {
        /// Body-worn recorder 执法记录仪.
        Recorder = "recorder",
        /// Handheld terminal.
        Handheld = "handheld",
        /// Camera.
        Camera = "camera",
        /// Voice recorder.
        VoiceRecorder = "voice_recorder",
        /// Fixed camera of a case-handling room.
        RoomVideo = "room_video",
        /// Closed-circuit television.
        Cctv = "cctv",
        /// Phone.
        Phone = "phone",
        /// Nobody said.
        Unknown = "unknown",
    }
);

text_enum!(
    /// What a claimed time is said to mean.
    ClaimMeaning {
        /// Start of the recording.
        Start = "start",
        /// End of the recording.
        End = "end",
        /// Nobody knows.
        Unknown = "unknown",
    }
);

text_enum!(
    /// What kind of file a clip is, by its name until a worker has looked inside.
    ClipKind {
        /// Picture and usually sound.
        Video = "video",
        /// Sound only.
        Audio = "audio",
        /// One picture.
        Photo = "photo",
        /// The recorder's own log.
        Log = "log",
        /// Anything else; kept all the same.
        Other = "other",
    }
);

impl ClipKind {
    /// The kind by the extension of a file name; [`ClipKind::Other`] where it says nothing.
    pub fn of_name(name: &str) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
        match extension.as_str() {
            "mp4" | "mov" | "avi" | "mkv" | "ts" | "m4v" | "3gp" | "mpg" | "wmv" => Self::Video,
            "wav" | "mp3" | "aac" | "m4a" | "amr" | "ogg" | "flac" | "opus" => Self::Audio,
            "jpg" | "jpeg" | "png" | "bmp" | "heic" | "webp" => Self::Photo,
            "log" | "txt" => Self::Log,
            _ => Self::Other,
        }
    }
}
