//! Time slates are read out of compressed moving pictures: how often, at which sizes, and never wrongly.
//!
//! What must stay true: the pictures are moving, noisy and compressed at the bit rates of body-worn recorders; what is found
//! is counted and printed, and the whole share is asserted; a wrong text is worse than none and fails at once.

use std::fmt::Write as _;
use std::path::PathBuf;

use evidence_schema::custody::note::SigningNoteKey;
use evidence_schema::custody::slate::Slate;
use evidence_schema::ids::HandoverId;
use evidence_schema::wire::media::{MediaAnswer, MediaLevel};
use qrcode::{Color, EcLevel, QrCode};

use crate::harness::{Studio, ask, assert_read};

/// Width, height and bit rate in Mbit/s of the picture, and sides of the code in points.
const PICTURES: [(u32, u32, &str, [u32; 3]); 2] =
    [(1920, 1080, "5", [520, 360, 240]), (1280, 720, "2.5", [400, 280, 190])];

/// What happens to the code, and to the whole picture.
const SIGHTS: [(&str, &str, &str); 6] = [
    ("straight", "null", "null"),
    ("upside down", "hflip,vflip", "null"),
    (
        "turned by 25 degrees",
        "rotate=25*PI/180:ow=rotw(25*PI/180):oh=roth(25*PI/180):c=0x707070",
        "null",
    ),
    (
        "from the side",
        "perspective=x0=0:y0=0:x1=W:y1=0.12*H:x2=0:y2=H:x3=W:y3=0.88*H:sense=destination",
        "null",
    ),
    (
        "dark and noisy",
        "null",
        "eq=brightness=-0.25:contrast=0.7,noise=alls=22:allf=t",
    ),
    ("out of focus", "null", "gblur=sigma=1.4"),
];

/// Of the renderings at least so many of a hundred must be read. Measured: all of them.
const FOUND_PERCENT_MIN: usize = 90;

fn slate() -> String {
    let key = SigningNoteKey::from_seed("evidence.example/log", &[7; 32]).unwrap();
    let slate = Slate {
        handover: Some(HandoverId::from_random([9; 16])),
        at: "2026-11-20T01:00:00.120Z".parse().unwrap(),
        refresh_ms: 2000,
    };
    slate.sign(&key).unwrap()
}

/// The code as a picture without compression, eight points per module, with its white margin.
fn code_picture(studio: &Studio, text: &str) -> PathBuf {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).unwrap();
    let (modules, colors) = (code.width(), code.to_colors());
    let side = (modules + 8) * 8;
    let mut bytes = format!("P5 {side} {side} 255\n").into_bytes();
    for y in 0..side {
        for x in 0..side {
            let place = (y / 8).checked_sub(4).zip((x / 8).checked_sub(4));
            let module = place.filter(|(row, column)| *row < modules && *column < modules);
            let is_dark = module.is_some_and(|(row, column)| colors[row * modules + column] == Color::Dark);
            bytes.push(if is_dark { 0 } else { 255 });
        }
    }
    studio.write(&bytes, "code.pgm")
}

struct Rendering<'a> {
    picture: (u32, u32, &'a str),
    side: u32,
    sight: (&'a str, &'a str),
    /// Where the code lies, for `overlay`.
    place: &'a str,
}

/// Two seconds of a hand that is not quite still before a screen, in H.264.
fn rendered(studio: &Studio, of: &Rendering<'_>) -> PathBuf {
    let (width, height, rate) = of.picture;
    let (on_code, on_all) = of.sight;
    let graph = format!(
        "[1:v]scale={side}:{side}:flags=area,format=yuv420p,{on_code}[code];\
         [0:v][code]overlay={place},noise=alls=5:allf=t,{on_all},format=yuv420p",
        side = of.side,
        place = of.place,
    );
    let words = format!(
        "-f lavfi -i testsrc2=size={width}x{height}:rate=25:duration=2 -loop 1 -framerate 25 -t 2 -i code.pgm \
         -filter_complex {graph} -c:v libx264 -preset veryfast -b:v {rate}M -maxrate {rate}M -bufsize {rate}M -g 25"
    );
    studio.make(&words, "film.mp4")
}

const SHAKING: &str = "x='(W-w)/2+14*sin(5*t)':y='(H-h)/2+9*cos(7*t)'";

fn texts(answer: &MediaAnswer) -> Vec<&str> {
    answer.codes.iter().map(|code| code.text.as_str()).collect()
}

#[test]
fn slates_are_read_out_of_h264_at_the_bit_rates_of_recorders() {
    let (studio, text) = (Studio::new(), slate());
    code_picture(&studio, &text);
    let (mut found, mut all, mut table) = (0, 0, String::new());
    for (width, height, rate, sides) in PICTURES {
        for side in sides {
            for (name, on_code, on_all) in SIGHTS {
                let film = rendered(
                    &studio,
                    &Rendering {
                        picture: (width, height, rate),
                        side,
                        sight: (on_code, on_all),
                        place: SHAKING,
                    },
                );
                let answer = ask(&film, MediaLevel::KeyFrames);
                assert_read(&answer);
                let read = texts(&answer);
                assert!(read.iter().all(|read| *read == text), "{name} {side}: read {read:?}");
                all += 1;
                found += read.len();
                let sight = if read.is_empty() { "NOT read" } else { "read" };
                writeln!(table, "{height}p {rate} Mbit/s, code {side} points, {name}: {sight}").unwrap();
            }
        }
    }
    eprintln!("{table}found {found} of {all}");
    assert!(all >= 20, "only {all} renderings");
    assert!(
        found * 100 >= all * FOUND_PERCENT_MIN,
        "found {found} of {all}\n{table}"
    );
}

#[test]
fn half_a_slate_is_not_read_and_nothing_is_said() {
    let (studio, text) = (Studio::new(), slate());
    code_picture(&studio, &text);
    let film = rendered(
        &studio,
        &Rendering {
            picture: (1280, 720, "2.5"),
            side: 400,
            sight: ("null", "null"),
            place: "x=W-w/2:y=100",
        },
    );
    let answer = ask(&film, MediaLevel::KeyFrames);
    assert_eq!((texts(&answer), answer.codes_total), (Vec::new(), 0));
    assert_eq!(answer.faults, vec![]);
}

#[test]
fn what_is_seen_says_when_and_codes_of_others_are_told_as_they_are() {
    let studio = Studio::new();
    code_picture(&studio, "https://example.org/menu?table=7");
    let film = rendered(
        &studio,
        &Rendering {
            picture: (1280, 720, "2.5"),
            side: 400,
            sight: ("null", "null"),
            place: "x=400:y=150:enable='between(t,0.9,1.9)'",
        },
    );
    let answer = ask(&film, MediaLevel::KeyFrames);
    assert_eq!(texts(&answer), ["https://example.org/menu?table=7"]);
    let code = &answer.codes[0];
    assert!((880..=1300).contains(&code.first_ms), "{code:?}");
    assert!((1400..=1900).contains(&code.last_ms), "{code:?}");
    let unasked = ask(&film, MediaLevel::Packets);
    assert_eq!(unasked.codes, Vec::new());
}
