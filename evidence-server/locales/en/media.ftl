# What the media worker found
media = A look inside
media-pending = Nobody looked yet; this happens by itself after sealing.
media-no-findings = Nothing odd was found.
media-outcome = Outcome
media-outcome-read = read to the end
media-outcome-part = read in part
media-outcome-empty = an empty file
media-outcome-unrecognised = no known format
media-outcome-broken = its header is broken
media-outcome-refused = its picture is too large and was not decoded
media-real = Real length
media-claimed = Length that the file claims
media-format = Container
media-streams = Content
media-level = Depth
media-level-packets = level 1: all packets and timestamps
media-level-key-frames = level 2: timestamps and key frames
media-level-full = level 3: everything decoded
media-picture = Picture
media-sound = Sound
media-data = Data
media-rate = { $what } frames/s
media-channels = { $count ->
    [one] 1 channel
   *[other] { $count } channels
}
media-packets = { $count ->
    [one] 1 packet
   *[other] { $count } packets
}
found-empty = The file has no bytes. It is kept; look at the recorder.
found-not-media = By its name this is media, by its content it is not. It is kept as it is; ask who made it.
found-header-broken = The header cannot be read: the recording was not finished. All bytes are kept; a repair tool may read a copy.
found-too-large = A picture of { $what } is claimed and was not decoded. The file is kept; ask who made it.
found-in-part = Reading was given up before the end. The file is kept as it was collected; have the recorder checked.
found-kind = By its name this is { $claimed }, by its content { $real }. It is kept as it is; ask who made it.
found-duration = The file claims { $claimed } and holds { $real }. What is there counts; look for the rest on the recorder.
found-packets = The file claims { $claimed } packets and holds { $real }. What is there counts; look for the rest on the recorder.
found-no-sound = The recording has no sound. A voice recorder of the same time may fill it.
found-hidden = The file tells players not to show { $what }. All of it is kept; look at it with a tool that ignores edit lists.
found-gap-picture = Picture is missing from { $from } to { $to }. Explain this or find another source.
found-gap-sound = Sound is missing from { $from } to { $to }. Explain this or find another source.
found-black = The picture is black from { $from } to { $to }. Explain this or find another source.
found-frozen = The picture stands still from { $from } to { $to }. Explain this or find another source.
found-silent = There is no sound from { $from } to { $to }. Explain this or find another source.
found-damaged = { $count ->
    [one] 1 part is damaged.
   *[other] { $count } parts are damaged.
} The file is kept as it was collected; have the recorder checked.
found-faults = Reading met { $count } faults, first: { $first }. The file is kept as it was collected; have the recorder checked.
