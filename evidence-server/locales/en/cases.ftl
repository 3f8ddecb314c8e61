# Case files
cases-search = Number or title
cases-clips = { $count ->
    [one] 1 clip
   *[other] { $count } clips
}
cases-empty = No case file that you may see
cases-empty-words = Give a number and a title above to create one.
cases-none = No case file fits
case-create = New case file
case-create-do = Create
case-number = Case number
case-number-example = e.g. 浙交执罚〔2026〕12号
case-title = Title
case-created = Created
case-link = Link clips
case-empty = No clip in this case file yet
case-empty-words = “Link clips” lets you choose from those that came last.
link-by = Linked by
unlink = Take out
unlink-title = Take a clip out
unlink-words = This takes the clip below out of case file { $what }:
unlink-kept = The clip itself is not deleted. That it was linked and taken out stays in the custody log for ever.
unlink-do = Take it out
choose-title = Choose clips
choose-linked = In this case file already
choose-do = Link those chosen
access-title = Who may see this
access-open = Sensitivity and download
access-lead = Roles on units decide first; members are added here, and what is sensitive is narrowed here.
access-reason = Reason
members = Members
member-by-itself = created the case file
member-add = Add a member
member-end = End membership
sensitivity = Sensitivity
sensitivity-words = What is flagged is seen only by members, the officers who filmed it, and heads and auditors of the unit; it does not go out without a stated reason.
sensitivity-stands = These flags stand
sensitivity-do = State sensitivity
flag-state-secret = State secret
flag-trade-secret = Trade secret
flag-minor = Minor
flag-privacy = Personal privacy
flag-none = No flag stands
download = Download
download-words = The reason and your name stand in the custody log before the first byte leaves.
download-do = Download
