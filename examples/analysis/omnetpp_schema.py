"""The tables of OMNeT++ 6's SQLite result files (its manual, appendix "Result File Formats")."""

# Of both files, .sca and .vec; column by column: name, type, whether NULL is allowed.
_TABLES = {
    "run": "runId* runName:TEXT simtimeExp:INTEGER",
    "runAttr": "runId>run attrName:TEXT attrValue:TEXT",
    "runItervar": "runId>run itervarName:TEXT itervarValue:TEXT",
    "runConfig": "runId>run configKey:TEXT configValue:TEXT configOrder:INTEGER",
    "scalar": "scalarId* runId>run moduleName:TEXT scalarName:TEXT scalarValue:REAL?",
    "scalarAttr": "scalarId>scalar attrName:TEXT attrValue:TEXT",
    "parameter": "paramId* runId>run moduleName:TEXT paramName:TEXT paramValue:TEXT",
    "paramAttr": "paramId>parameter attrName:TEXT attrValue:TEXT",
    "statistic": "statId* runId>run moduleName:TEXT statName:TEXT isHistogram:INTEGER "
                 "isWeighted:INTEGER statCount:INTEGER statMean:REAL? statStddev:REAL? "
                 "statSum:REAL? statSqrsum:REAL? statMin:REAL? statMax:REAL? statWeights:REAL? "
                 "statWeightedSum:REAL? statSqrSumWeights:REAL? statWeightedSqrSum:REAL?",
    "statisticAttr": "statId>statistic attrName:TEXT attrValue:TEXT",
    "histogramBin": "statId>statistic lowerEdge:REAL binValue:REAL",
    "vector": "vectorId* runId>run moduleName:TEXT vectorName:TEXT vectorCount:INTEGER? "
              "vectorMin:REAL? vectorMax:REAL? vectorSum:REAL? vectorSumSqr:REAL? "
              "startEventNum:INTEGER? endEventNum:INTEGER? startSimtimeRaw:INTEGER? "
              "endSimtimeRaw:INTEGER?",
    "vectorAttr": "vectorId>vector attrName:TEXT attrValue:TEXT",
    "vectorData": "vectorId>vector eventNumber:INTEGER simtimeRaw:INTEGER value:REAL?",
}


def _make_column(column: str) -> str:
    """`x*` is a key, `x>t` refers to the table t, `x:T` has the type T, `?` allows NULL."""
    if column.endswith("*"):
        return f"{column[:-1]} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"
    if ">" in column:
        name, table = column.split(">")
        return f"{name} INTEGER NOT NULL REFERENCES {table}({name}) ON DELETE CASCADE"
    name, kind = column.split(":")
    return f"{name} {kind[:-1]}" if kind.endswith("?") else f"{name} {kind} NOT NULL"


def make_schema() -> str:
    """The statements that create the tables."""
    return "".join(f"CREATE TABLE {table} ({', '.join(map(_make_column, columns.split()))});\n"
                   for table, columns in _TABLES.items())
