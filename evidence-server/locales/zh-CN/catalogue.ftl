# 音像记录事项清单
import-column-english-name = 英文名称
import-column-duty = 记录要求
import-column-mode = 控制方式
import-column-guard = 强制法约束
import-column-elements = 记录要素
import-column-phrases = 规范用语
import-column-retention-class = 保管类别
import-column-legal-basis = 法律依据
import-column-to-confirm = 待确认
import-column-tags = 标签
import-wrong-not-named = 请写“中文/英文”，多项用分号隔开
import-wrong-not-a-code = 只能用小写英文字母、数字和 _，多项用分号隔开
import-wrong-too-many-parts = 一格最多写 { $parts_max } 项
import-wrong-omitted-blocks = 可以不记录的行为不阻断任何步骤：请写“警示”
