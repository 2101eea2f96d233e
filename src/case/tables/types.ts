/** What a column holds. Times are UTC with nanoseconds; `texts` and `integers` are lists. */
export type ColumnType = 'text' | 'integer' | 'number' | 'flag' | 'time' | 'texts' | 'integers'

/** A column, and where its values stand in the document of a scan. */
export interface Column {
  readonly name: string
  readonly type: ColumnType
  /**
   * Path in the row, `a.b`; each `^` in front goes out to the row that holds this one, `#` is the row's place among its
   * siblings (from 0), `.` the row itself.
   */
  readonly from: string
  /** One clause, for the page that lists the tables. */
  readonly about: string
  /**
   * Set where captured text can show identifiers: the file holds the column twice, as it is and masked, and queries see
   * the masked one unless values are revealed. `path`: where the masked document has it; null: it has none.
   */
  readonly hidden?: { readonly path: string | null }
  /** Set for a name that people gave: the file holds it as it is, and queries see it as the names of the case are shown. */
  readonly isName?: true
}

/** A table of a result: a Parquet file beside the document it is made from. */
export interface Table {
  readonly name: string
  /** One sentence: what a row is. */
  readonly about: string
  /**
   * Names of the lists that lead to the rows; none: the document is the one row; `**`: every number below; `*`: the
   * fields of an object, each with its `name` and `value`.
   */
  readonly rows: readonly string[]
  readonly columns: readonly Column[]
}

/** A value of a cell. Integers are bigints, times nanoseconds since 1970-01-01T00:00:00Z. */
export type Cell = string | bigint | number | boolean | null | readonly string[] | readonly bigint[]
