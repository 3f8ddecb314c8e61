# How many recorders a unit has, and how much they are used
use-title = { $what }: recorders and their use
use-lead = The last 7 and 30 days up to { $what }, with all units below. Counted by the corrected time of recording.
use-see = Recorders and use
use-week = 7 days
use-month = 30 days
use-idle = idle
use-low = little used
use-active = active
use-no-level = not in use
use-needed = Needed by the standard
use-missing = { $count ->
    [one] 1 device missing
   *[other] { $count } devices missing
}
use-units = Units (each by itself)
use-picture = Recorders and use
use-devices = Devices
use-strip = Recorded on each of 30 days
use-days = recorded on { $recorded } of { $days } days
use-hours = { $what } hours
use-files = { $count ->
    [one] 1 file
   *[other] { $count } files
}
use-handovers = { $count ->
    [one] 1 handover
   *[other] { $count } handovers
}
use-dockings = { $count ->
    [one] 1 docking
   *[other] { $count } dockings
}
use-undated = { $count ->
    [one] 1 file without a readable time
   *[other] { $count } files without a readable time
}
use-empty = No devices yet
use-empty-words = Bind recorders to units on the page of recorders.
use-words = Active: footage on at least 40 of 100 days (3 of 7, 12 of 30); idle: on none. These are presets for each agency to confirm.
unit-standard-all = The standard: one recorder for every two officers, handheld terminals included. A statistic, never a finding.
