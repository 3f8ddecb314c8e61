//! The timeline of an act as a picture: sessions side by side on one axis, lanes of picture and sound, one lane for each
//! clock with its clips.
//!
//! What must stay true: everything is placed in percent of the width, so the picture fits any screen and its letters keep
//! their size; whatever it shows stands in words beside it; time between sessions is drawn short, and says so.

use std::collections::BTreeSet;

use evidence_schema::time::Timestamp;
use evidence_schema::wire::coverage::{CoverageClip, CoverageLane, CoverageView};
use evidence_schema::wire::rooms::Stretch;

use super::super::super::super::show::{self, name};
use super::super::super::super::words::Words;
use super::words::{cause_key, doubt_words, hour, source_words};

/// Thousandths of a percent: the whole width.
const WIDTH: i64 = 100_000;
/// Left and right of the sessions.
const EDGE: i64 = 1_500;
/// Between two sessions.
const BETWEEN: i64 = 4_000;
/// What is shorter is drawn so wide.
const LEAST: i64 = 250;
/// Pieces that are narrower get one time only.
const NARROW: i64 = 24_000;
/// Lanes of clocks; further ones stand in the list only.
const CLOCKS_MAX: usize = 12;
const AXIS_HEIGHT: u64 = 36;
const LANE_HEIGHT: u64 = 46;
const CLOCK_HEIGHT: u64 = 36;

/// The picture.
pub struct Picture {
    /// Its height.
    pub height: u64,
    /// Where lanes are.
    pub lanes: Vec<Label>,
    /// Times of the axis.
    pub ticks: Vec<Tick>,
    /// Everything that is drawn, the lowest first.
    pub bars: Vec<Bar>,
    /// Time between sessions.
    pub between: Vec<Bar>,
    /// Lanes that there was no room for.
    pub more: usize,
}

/// Words above a lane.
pub struct Label {
    /// Where.
    pub y: u64,
    /// What.
    pub text: String,
}

/// One time of the axis.
pub struct Tick {
    /// Where.
    pub x: String,
    /// Which end of the text stands there.
    pub anchor: &'static str,
    /// The day.
    pub day: String,
    /// The time of day.
    pub hour: String,
}

/// One stretch of one lane.
pub struct Bar {
    /// What it is, for the style.
    pub kind: &'static str,
    /// Where it begins.
    pub x: String,
    /// How wide it is.
    pub width: String,
    /// From the top.
    pub y: u64,
    /// How high it is.
    pub height: u64,
    /// The same in words.
    pub words: String,
}

/// One session on the axis.
struct Piece {
    span: Stretch,
    from: i64,
    to: i64,
}

struct Axis(Vec<Piece>);

fn percent(thousandths: i64) -> String {
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

const fn length(span: &Stretch) -> i64 {
    (span.to.as_micros() - span.from.as_micros()) / 1000
}

impl Axis {
    fn of(sessions: &[Stretch]) -> Option<Self> {
        let total: i64 = sessions.iter().map(length).sum();
        let gaps = i64::try_from(sessions.len()).ok()? - 1;
        let room = WIDTH - 2 * EDGE - gaps * BETWEEN.min(WIDTH / 2 / gaps.max(1));
        if total <= 0 {
            return None;
        }
        let (mut pieces, mut at) = (Vec::new(), EDGE);
        for span in sessions {
            let width = i64::try_from(i128::from(length(span)) * i128::from(room) / i128::from(total)).ok()?;
            pieces.push(Piece {
                span: span.clone(),
                from: at,
                to: at + width,
            });
            at += width + BETWEEN.min(WIDTH / 2 / gaps.max(1));
        }
        Some(Self(pieces))
    }

    /// Where a stretch is drawn, as far as it lies in sessions.
    fn places(&self, span: &Stretch) -> Vec<(i64, i64)> {
        let mut places = Vec::new();
        for piece in &self.0 {
            let (from, to) = (span.from.max(piece.span.from), span.to.min(piece.span.to));
            if from < to {
                let (start, end) = (piece.at(from), piece.at(to));
                places.push((start, (end - start).max(LEAST)));
            }
        }
        places
    }

    fn ticks(&self) -> Vec<Tick> {
        let tick = |x: i64, anchor, at: Timestamp| Tick {
            x: percent(x),
            anchor,
            day: show::day(at).format("%m-%d").to_string(),
            hour: hour(at),
        };
        let mut ticks = Vec::new();
        for piece in &self.0 {
            ticks.push(tick(piece.from, "start", piece.span.from));
            if piece.to - piece.from >= NARROW {
                ticks.push(tick(piece.to, "end", piece.span.to));
            }
        }
        ticks
    }
}

impl Piece {
    fn at(&self, at: Timestamp) -> i64 {
        let whole = i128::from(length(&self.span).max(1));
        let part = i128::from(at.ms_since(self.span.from)) * i128::from(self.to - self.from) / whole;
        self.from + i64::try_from(part).unwrap_or(0)
    }
}

/// What is drawn of one lane.
struct Drawn<'a> {
    t: Words,
    axis: &'a Axis,
    y: u64,
    height: u64,
    bars: Vec<Bar>,
}

impl Drawn<'_> {
    fn bar(&mut self, kind: &'static str, span: &Stretch, words: &str) {
        let words = format!("{}–{} {words}", hour(span.from), hour(span.to));
        for (x, width) in self.axis.places(span) {
            self.bars.push(Bar {
                kind,
                x: percent(x),
                width: percent(width),
                y: self.y,
                height: self.height,
                words: words.clone(),
            });
        }
    }

    fn sense(&mut self, session: &Stretch, lane: &CoverageLane) {
        self.bar("shown", session, &self.t.say("cov-shown"));
        for doubt in &lane.doubts {
            self.bar("doubt", doubt, &self.t.say("cov-doubtful"));
        }
        for gap in &lane.gaps {
            let causes: Vec<String> = gap.causes.iter().map(|cause| self.t.key(cause_key(*cause))).collect();
            let is_explained = gap.explained_ms >= length(&gap.span);
            let kind = if is_explained { "explained" } else { "gap" };
            self.bar(kind, &gap.span, &causes.join(self.t.say("cov-and").as_str()));
        }
    }

    fn clip(&mut self, clip: &CoverageClip) {
        let Some(time) = &clip.time else { return };
        let file = clip.file_name.as_deref().map_or_else(|| self.t.say("cov-hidden"), name);
        let kind = if clip.is_at_act { "clip" } else { "left-out" };
        self.bar(kind, time, &file);
        for unseen in &clip.unseen {
            self.bar("unseen", &unseen.span, &self.t.key(cause_key(unseen.cause)));
        }
    }
}

/// Lanes one below the other.
struct Stack<'a> {
    t: Words,
    view: &'a CoverageView,
    axis: &'a Axis,
    y: u64,
    lanes: Vec<Label>,
    bars: Vec<Bar>,
}

impl Stack<'_> {
    fn lane(&mut self, height: u64, text: String, draw: impl FnOnce(&mut Drawn<'_>)) {
        let mut drawn = Drawn {
            t: self.t,
            axis: self.axis,
            y: self.y + 18,
            height: height - 22,
            bars: Vec::new(),
        };
        draw(&mut drawn);
        self.lanes.push(Label { y: self.y + 13, text });
        self.bars.append(&mut drawn.bars);
        self.y += height;
    }

    fn senses(&mut self) {
        let sessions = &self.view.sessions;
        self.lane(LANE_HEIGHT, self.t.say("cov-picture"), |drawn| {
            for one in sessions {
                drawn.sense(&one.span, &one.picture);
            }
        });
        self.lane(LANE_HEIGHT, self.t.say("cov-sound"), |drawn| {
            for one in sessions {
                drawn.sense(&one.span, &one.sound);
            }
        });
    }

    fn clock(&mut self, clock: u64) {
        let clips = &self.view.clips;
        let own = || clips.iter().filter(|clip| clip.clock == Some(clock));
        let words = own().next().map(|clip| clock_words(self.t, clip)).unwrap_or_default();
        self.lane(CLOCK_HEIGHT, words, |drawn| own().for_each(|clip| drawn.clip(clip)));
    }
}

impl Picture {
    /// Absent where there is nothing to draw.
    pub fn of(t: Words, view: &CoverageView) -> Option<Self> {
        let sessions: Vec<Stretch> = view.sessions.iter().map(|session| session.span.clone()).collect();
        let axis = Axis::of(&sessions)?;
        let mut stack = Stack {
            t,
            view,
            axis: &axis,
            y: AXIS_HEIGHT,
            lanes: Vec::new(),
            bars: Vec::new(),
        };
        stack.senses();
        let touching = view.clips.iter().filter(|clip| clip.touches);
        let clocks: BTreeSet<u64> = touching.filter_map(|clip| clip.clock).collect();
        clocks.iter().take(CLOCKS_MAX).for_each(|clock| stack.clock(*clock));
        Some(Self {
            height: stack.y + 4,
            ticks: axis.ticks(),
            between: between(t, (&axis, &view.between), stack.y),
            lanes: stack.lanes,
            bars: stack.bars,
            more: clocks.len().saturating_sub(CLOCKS_MAX),
        })
    }
}

/// Time between sessions, over all lanes.
fn between(t: Words, (axis, spans): (&Axis, &[Stretch]), bottom: u64) -> Vec<Bar> {
    let pairs = axis.0.windows(2).zip(spans);
    let one = |(pieces, span): (&[Piece], &Stretch)| Bar {
        kind: "between",
        x: percent(pieces[0].to),
        width: percent(pieces[1].from - pieces[0].to),
        y: AXIS_HEIGHT,
        height: bottom - AXIS_HEIGHT,
        words: t.fill(
            "cov-between",
            &[
                ("from", show::moment(span.from).text),
                ("to", show::moment(span.to).text),
            ],
        ),
    };
    pairs.map(one).collect()
}

/// What recorded the clips of one lane, and by how much its clock may be wrong.
fn clock_words(t: Words, clip: &CoverageClip) -> String {
    let what = match &clip.device_serial {
        Some(serial) => name(serial),
        None => source_words(t, clip.source),
    };
    match clip.uncertainty_ms {
        Some(ms) => format!("{what} · {}", doubt_words(t, ms)),
        None => what,
    }
}
