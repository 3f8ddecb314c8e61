# The act catalogue
import-column-english-name = english name
import-column-duty = duty
import-column-mode = mode
import-column-guard = guard
import-column-elements = elements
import-column-phrases = phrases
import-column-retention-class = retention class
import-column-legal-basis = legal basis
import-column-to-confirm = to confirm
import-column-tags = tags
import-wrong-not-named = Write Chinese/English, several separated by ;
import-wrong-not-a-code = Words of small letters, digits and _ only, several separated by ;
import-wrong-too-many-parts = More than { $parts_max } parts in one cell
import-wrong-omitted-blocks = What may be omitted stops nothing: write warn (警示)
