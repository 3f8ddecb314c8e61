# Lost or damaged recorders: footage that is expected and was not collected
expected-title = Recorder { $what }: footage expected and not collected
expected-see = Footage not collected
expected-lead = By handovers and acts this device should have footage of these times, and nobody has it. That a time is listed does not say that anything was filmed.
expected-last-read = Last read to the end
expected-never-read = Not read to the end since { $what }
expected-none = No footage is missing
expected-none-words = Nobody took it after it was read to the end last.
expected-when = Time
expected-who = Pair
expected-why = Why it is expected
expected-acts = Acts in that time
expected-still-out = Taken; nobody entered its return
expected-not-docked = Its return was entered, but it was not docked
expected-docked-before = It was docked meanwhile; what came after was not collected
expected-read-in-part = It was docked, but not read to the end
expected-came = { $count ->
    [one] 1 file of it came in, more may be missing
   *[other] { $count } files of it came in, more may be missing
}
expected-cut = More is on file about this device than is looked at; the oldest was left out.
expected-words = Only handovers and case files that you may see are listed. Once it was docked and read to the end, it is not listed here any more; a lost or damaged device is collected as always, and becomes a finding. A handover without return counts for 36 hours at most, a session without departure for 8, and half an hour after a docking is not listed: presets for each agency to confirm.
