# State of a case file, what happened to it, limits
nav-deadlines = Limits
deadlines-lead = Limits of the case files you may see that nothing has answered yet, nearest first.
deadlines-none = No limit runs
deadlines-none-words = A limit begins with a fact: enter on a case file's page that it was opened, sent for review or transferred, or enter a seizure or an advance registration.
deadlines-cut = Not all are listed: there are too many case files or limits.
limits-over = { $count } over
limits-soon = { $count } due soon
limit = Limit
limit-started = From
limit-ends = Ends
limit-standing = Standing
limit-left = { $count ->
    [one] { $count } day left
   *[other] { $count } days left
}
limit-today = ends today
limit-over = { $count ->
    [one] { $count } day over
   *[other] { $count } days over
}
limit-over-today = over since today
limit-paused = days are being left out, the end moves on
limit-left-out = { $count ->
    [one] { $count } day left out
   *[other] { $count } days left out
}
limit-to-confirm = to be confirmed by the legal unit
limit-beyond = beyond the calendar: weekends only were counted
states-title = State and limits
states-major = major decision
states-steps = What happened
states-number = No. { $what }
states-takes-back = takes back No. { $what }
states-taken-back = taken back
states-take-back = This was entered wrongly
states-take-back-do = Take this entry back
states-enter = Enter what happened
states-enter-words = What happened is entered as it happened and never refused; what does not fit is marked and raised for somebody to look at.
states-step = What happened
states-when = When it happened
states-act = Act
states-whole = the whole case file
states-document = Number of the document
states-went = What went along (one per line, for a transfer to the police)
states-approved-by = Approved by
states-enter-do = Enter
states-send = Send for legal review
states-close = Close the case file
states-not-sent = It cannot be sent for review now: { $what }.
states-not-closed = It cannot be closed now: { $what }.
done-step = Entered, and written to the custody log.
field-step-of-review = Only the review itself says this.
field-step-back = Say which entry is taken back.
field-step-when = Say when it happened.
field-step-future = This lies in the future.
field-step-old = This lies more than twenty years back.
field-step-act = This act is not in the case file.
field-step-gone = There is no such entry, or it was taken back already.
field-step-many = A case file has at most 500 steps.
field-went-many = A list has at most 100 lines.
finding-case-decided-unreviewed = Decided, and no review had passed it
finding-case-decided-unreviewed-next = The decision is kept as it was told. See whether it is a major one and whether the opinion was forgotten; correct or revoke it if need be.
finding-case-step-odd = What happened to a case file does not fit together
finding-case-step-odd-next = Everything is kept. See whether times and order are right; take back on the case file's page what was entered wrongly, and say why.
field-step-approved = Say who approved it.
finding-case-not-then = Forced execution at night or on a statutory holiday
finding-case-not-then-next = Administrative Coercion Law article 43: not at night and not on statutory holidays, except in an emergency. See whether the times are right; if it was an emergency, enter on the page of the case file that its approval was made up, with reason, approver, time and document. The hours of the night (22:00 to 06:00) are for the agency to confirm.
