# The dock's screen
screen-title = Dock
no-slots = No slots are configured; a recorder that is plugged in appears here.
serial-unknown = serial unknown
slot-empty = Empty
slot-empty-advice = Put a recorder in
state-reading = Do not remove
state-reading-advice = Being collected, leave it in
state-spooled = May be taken
state-spooled-advice = Copied to the dock, being uploaded
state-stored = On the server
state-stored-advice = The server has it and checked it
state-ready = Ready for a shift
state-ready-advice = Room and clock were checked
state-incomplete = Incomplete
state-incomplete-advice = Some files were not read; dock it again
state-needs-person = Please report
state-needs-person-advice = Collected; a person must look at it
state-refused = Not collected
state-refused-advice = This recorder is not collected, by policy
copied = Copied
stored = On the server
files-failed = { $count ->
    [one] 1 file was not read
   *[other] { $count } files were not read
}
room = Free room
clock = Clock
clock-same = checked, right
clock-ahead = checked, { $count } s ahead
clock-behind = checked, { $count } s behind
clock-wrong = not to be believed, set it
clock-plausible = nothing odd (not measured)
clock-unknown = not checked
battery = Battery
battery-unknown = see the device
on-the-way = taken, being uploaded
server-away = The server cannot be reached: collecting goes on, and uploading by itself later.
log-broken = The server's custody log does not continue what this dock saw: nothing is uploaded, all files are kept here. Report to an administrator now.
alarm-recorder-full = A recorder has too little room; take another one
alarm-free = { $what } free
alarm-recorder-writable = A recorder could not be cleared; report to an administrator
alarm-card = A recorder's card may be failing; report to an administrator
alarm-spool = The dock's disk has a problem; report to an administrator
alarm-server = The server does not take this dock's files; report to an administrator
alarm-other = A person must look at something; report to an administrator
ask-used = Whose was it?
ask-taken = Who takes it?
in-count = { $count ->
    [one] 1 recording is in
   *[other] { $count } recordings are in
}
doubted = the ledger says otherwise; a person was told
taken-by = { $what } take it: please remove
back = Back
from-roster = today's roster
had-it-last = had it last
parted = not together all the time
parted-ask = When did you part, and who kept the recorder?
parted-at = Parted at
parted-on = Day (only if they parted more than a day ago)
kept-by = Kept by
others = Other officers, by number
lead-number = Lead officer's number
assisting-number = Assisting officer's number
say-it = Say it
roster-age = { $count ->
    [one] The roster is 1 minute old
   *[other] The roster is { $count } minutes old
}
wrong-nobody = This dock's roster has no such pair; nothing was noted. Check the numbers.
wrong-time = They parted before the recorder was docked, at most 31 days; nothing was noted.
wrong-not-kept = The dock's disk did not keep it; nothing was noted. Touch again, else report to an administrator.
