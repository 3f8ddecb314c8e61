# 遗失或损毁的执法记录仪：应有而未采集的音像
expected-title = 记录仪 { $what }：应有而未采集的音像
expected-see = 未采集的音像
expected-lead = 按领用归还登记和执法行为，这台设备在下列时段应有音像，但尚未采集。列出不等于确有录制。
expected-last-read = 最近一次完整采集
expected-never-read = { $what } 以来没有完整采集过
expected-none = 没有应有而未采集的音像
expected-none-words = 最近一次完整采集之后没有领用。
expected-when = 时段
expected-who = 执法小组
expected-why = 为何应有
expected-acts = 该时段的执法行为
expected-still-out = 领用后无人登记归还
expected-not-docked = 登记已归还，但未接入采集站
expected-docked-before = 领用期间接入过，此后未采集
expected-read-in-part = 接入后未读完
expected-came = 已有 { $count } 个文件入库，可能还缺
expected-words = 只列出您有权查看的登记和案件。再次接入并读完后，这里不再列出；遗失或损毁的设备接入时照常采集，并提示核对。未归还的登记最长按 36 小时计，未写离开时间的时段按 8 小时计，归还时间比接入晚半小时以内不列；这些是预设，请各单位法制机构确认。
