# Exchange with the case system: import, notices, field dictionary, stage and acts of a link
nav-case-import = Import case files
case-import-title = Import case files
case-import-lead = Case files, acts or enforcement objects from a CSV file of the case system. Look at what would change, then confirm; with one error nothing is imported. What differs from what is said here is taken all the same and becomes a finding.
case-import-file-hint = UTF-8 or GBK, the first line names the columns, at most 4 MB; for longer files use the command evidence-server case import on the server. Arrival and departure carry their dates: 2026-01-31 23:59.
case-import-cases = Case files
case-import-acts = Acts with their sessions
case-import-objects = Parties and enforcement objects
import-remarks = This differs from what is known here: it is taken all the same, and each becomes a finding.
import-column-case-number = case number
import-column-case-title = title
import-column-category = category
import-column-stage = stage
import-column-act-number = act number
import-column-act-type = act type
import-column-place = place
import-column-officer-numbers = officer numbers
import-column-outside = outside participants
import-column-approval-number = approval number
import-column-urgent = urgent
import-column-arrived-at = arrived at
import-column-departed-at = departed at
import-column-object-kind = kind of object
import-column-party = party
import-column-object-name = name
import-column-object-number = number
import-wrong-not-a-case-number = A case number has 1 to { $chars_max } printable characters
import-wrong-not-a-word = None of these words: { $words }
import-wrong-not-a-moment = No date with its time of the form 2026-01-31 23:59; after midnight write the date of the next day, it is never guessed
import-wrong-departure-alone = A departure needs its arrival in the same line
import-wrong-object-unnamed = Give a name, a plate or a number
import-wrong-not-an-outsider = Write unit/name/certificate, the certificate may be left out; several are separated by ;
import-wrong-too-many-people = At most { $people_max } people in one cell
import-wrong-too-many-sessions = An act has at most { $sessions_max } sessions
import-wrong-too-many-of-case = One file names at most { $of_case_max } of them for one case file
import-wrong-unknown-case = No case file has this number: import the case files first, or correct the number
webhooks-title = Webhooks
webhooks-lead = Other systems (the case system) are told when a case file changes. Notices are signed, sent in their order and again until they arrive; they hold numbers and ids, nothing about people.
webhooks-empty = No webhook is configured
webhooks-empty-words = Add [[webhook]] to the server's configuration and it appears here.
webhook-unconfigured = The configuration does not name it any more; nothing is sent.
webhook-well = Well: nothing waits.
webhook-failing = Not delivered since
webhook-attempts = { $count ->
    [one] tried once
   *[other] tried { $count } times
 }
webhook-retry = next try
webhook-given-up = Stopped since
webhook-given-up-words = Nothing is lost: what happened since waits in its order. Mend the receiver, then try again here or start the server anew.
webhook-delivered = { $count ->
    [one] one notice delivered
   *[other] { $count } notices delivered
 }
webhook-resume = Try again now
done-webhook = Trying again.
finding-webhook = A webhook could not be delivered for long and was stopped
place-open = Stage and acts
place-acts = Acts
place-do = Save
placed-by = Placed by
done-placed = Stage and acts of this clip were saved.
nav-dictionary = Field dictionary
dictionary-lead = What the words and fields mean that are exchanged about case files, made from the program's own definitions.
dictionary-table = Download as a table (CSV)
dictionary-code = Code
dictionary-chinese = Chinese
dictionary-english = English
dictionary-type = Type
dictionary-required = Required
dictionary-bound = At most
dictionary-unit = Unit
dictionary-yes = yes
dictionary-no = no
import-wrong-not-officers = Officers are told by their numbers (letters, digits and - _ . /); several are separated by ; or 、
