//! Stretches of time as lists: in order, without overlaps, none of them empty.
//!
//! What must stay true: each of these costs no more than sorting what it is given; no result holds time that none of its
//! parts held, but for seams that were asked for.

/// Milliseconds since 1970: the first, and one after the last.
pub type Span = (i64, i64);

/// A list of stretches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans(Vec<Span>);

impl Spans {
    /// What any of them holds.
    pub fn of(spans: impl IntoIterator<Item = Span>) -> Self {
        Self::seamed(spans, 0)
    }

    /// The same; what lies no further apart than the seam is one.
    pub fn seamed(spans: impl IntoIterator<Item = Span>, seam_ms: i64) -> Self {
        let mut sorted: Vec<Span> = spans.into_iter().filter(|(from, to)| from < to).collect();
        sorted.sort_unstable();
        let mut list: Vec<Span> = Vec::with_capacity(sorted.len());
        for (from, to) in sorted {
            match list.last_mut() {
                Some(last) if from.saturating_sub(last.1) <= seam_ms => last.1 = last.1.max(to),
                _ => list.push((from, to)),
            }
        }
        Self(list)
    }

    /// In order.
    pub fn iter(&self) -> impl Iterator<Item = Span> + '_ {
        self.0.iter().copied()
    }

    /// Whether there is nothing in it.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How much time it holds.
    pub fn total_ms(&self) -> i64 {
        self.iter().map(|(from, to)| to - from).sum()
    }

    /// What this holds and the other does not.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let (mut left, mut cuts) = (Vec::with_capacity(self.0.len()), other.0.iter().peekable());
        for (from, to) in self.iter() {
            let mut at = from;
            while let Some((cut_from, cut_to)) = cuts.peek().copied().copied() {
                if cut_from >= to {
                    break;
                }
                if cut_from > at {
                    left.push((at, cut_from));
                }
                at = at.max(cut_to);
                if cut_to > to {
                    // It may cut the next one as well.
                    break;
                }
                cuts.next();
            }
            if at < to {
                left.push((at, to));
            }
        }
        Self(left)
    }

    /// What both hold.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.minus(&self.minus(other))
    }

    /// What either holds.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self::of(self.iter().chain(other.iter()))
    }

    /// Those that are longer than this, and those that are not.
    pub fn parted(self, longest_ms: i64) -> (Self, Self) {
        let (long, short) = self.0.into_iter().partition(|(from, to)| to - from > longest_ms);
        (Self(long), Self(short))
    }

    /// Whether it shares time with this stretch.
    pub fn touches(&self, (from, to): Span) -> bool {
        let next = self.0.partition_point(|(_, end)| *end <= from);
        self.0.get(next).is_some_and(|(start, _)| *start < to)
    }
}

impl FromIterator<Span> for Spans {
    fn from_iter<I: IntoIterator<Item = Span>>(spans: I) -> Self {
        Self::of(spans)
    }
}
