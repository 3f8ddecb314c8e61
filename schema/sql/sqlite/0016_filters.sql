-- Lists of clips name their filters as the API does. Values are escaped, so that a name with its sign stands only where it
-- is a name.
UPDATE saved_filter SET query = REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(query,
    'whose=unassigned', 'unassigned=true'),
    'settled=no', 'unsettled=true'),
    'important=yes', 'important=true'),
    'from=', 'recorded_from='),
    'to=', 'recorded_to=');
