using Microsoft.Data.Analysis;
using NotebookKit.Sql;

namespace NotebookKit.Tests.Sql;

/// <summary>SQL over frames: what goes in comes out, and a query sees what is there now.</summary>
public sealed class SqlTablesTests : IDisposable
{
    private readonly SqlTables _sql = new();

    private static DataFrame Requests =>
        new(
            new TextColumn("rwbs", ["R", "WS", "R", null]),
            new RealColumn("d2c_us", [10, 20.5, null, 40]),
            new CountColumn("sector", [8, null, long.MaxValue, -1]),
            new TruthColumn("sync", [true, false, null, true]),
            new TimeColumn("at", [new DateTime(2026, 1, 2, 3, 4, 5), null, DateTime.UnixEpoch, new DateTime(1960, 1, 1)])
        );

    [Fact]
    public void Every_kind_of_column_comes_back_as_it_went_in_absent_values_too()
    {
        _sql["requests"] = Requests;

        DataFrame back = Query("SELECT * FROM requests");

        Assert.Equal(
            [typeof(TextColumn), typeof(RealColumn), typeof(CountColumn), typeof(TruthColumn), typeof(TimeColumn)],
            back.Columns.Select(column => column.GetType())
        );
        Assert.Equal(Rows(Requests), Rows(back));
    }

    [Fact]
    public void Columns_of_the_package_itself_are_taken_and_so_are_more_rows_than_a_vector_holds()
    {
        string?[] names =
        [
            .. Enumerable
                .Range(0, 5000)
                .Select(i =>
                    i % 7 == 0 ? null
                    : i % 3 == 0 ? "a name of more than twelve bytes, ä"
                    : $"n{i % 11}"
                ),
        ];
        double?[] values = [.. Enumerable.Range(0, 5000).Select(i => i % 5 == 0 ? null : (double?)i)];
        _sql["frame"] = new DataFrame(
            new StringDataFrameColumn("name", names),
            new DoubleDataFrameColumn("value", values),
            new Int32DataFrameColumn("n", Enumerable.Range(0, 5000))
        );

        DataFrame back = Query("SELECT * FROM frame");

        Assert.Equal(names, back["name"].Cast<string?>());
        Assert.Equal(values, back["value"].Cast<double?>());
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => (long?)i), back["n"].Cast<long?>());
    }

    [Fact]
    public void Texts_that_are_nearly_all_different_come_back_whole()
    {
        string[] names = [.. Enumerable.Range(0, 70_000).Select(i => $"/var/lib/containers/storage/overlay/{i}")];
        _sql["frame"] = new DataFrame(new TextColumn("path", names));

        Assert.Equal(names, Query("SELECT path FROM frame")["path"].Cast<string>());
    }

    [Fact]
    public void Groups_and_quantiles_are_SQLs()
    {
        _sql["requests"] = Requests;

        DataFrame result = Query(
            "SELECT rwbs, count(*) n, quantile_cont(d2c_us, 0.5) AS median FROM requests GROUP BY 1 ORDER BY 1 NULLS LAST"
        );

        Assert.Equal(["R 2 10", "WS 1 20.5", " 1 40"], Rows(result));
    }

    [Fact]
    public void A_query_sees_what_was_changed_in_place()
    {
        DataFrame frame = Requests;
        _sql["requests"] = frame;
        Assert.Equal(["70.5"], Rows(Query("SELECT sum(d2c_us) FROM requests")));

        frame["d2c_us"][2] = 100.0;
        Assert.Equal(["170.5"], Rows(Query("SELECT sum(d2c_us) FROM requests")));
        frame["d2c_us"][0] = null;
        Assert.Equal(["160.5"], Rows(Query("SELECT sum(d2c_us) FROM requests")));
        frame["rwbs"][3] = "FWS";
        Assert.Equal(["FWS"], Rows(Query("SELECT rwbs FROM requests WHERE d2c_us = 40")));
        Query("CREATE VIEW late AS SELECT * FROM requests WHERE d2c_us > 30");
        frame["d2c_us"][1] = 1000.0;
        Assert.Equal(["3"], Rows(Query("SELECT count(*) FROM late")));
    }

    [Fact]
    public void Frames_are_found_by_name_and_those_that_went_are_gone()
    {
        var variables = new Dictionary<string, DataFrame> { ["requests"] = Requests };
        using var sql = new SqlTables(variables.GetValueOrDefault);
        Assert.Equal(["4"], Rows(sql.Query("SELECT count(*) FROM requests", Stop)));

        variables["requests"] = new DataFrame(new CountColumn("x", [1L]));
        Assert.Equal(["1"], Rows(sql.Query("SELECT x FROM \"requests\"", Stop)));
        variables.Clear();

        SqlException error = Assert.Throws<SqlException>(() => sql.Query("SELECT count(*) FROM requests", Stop));
        Assert.Contains("Table with name requests does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_SQL_made_is_never_replaced_by_a_frame_of_its_name()
    {
        Query("CREATE TABLE requests AS SELECT 42 AS answer");
        _sql["requests"] = Requests;

        Assert.Equal(["42"], Rows(Query("SELECT answer FROM requests")));
        Assert.Equal(["requests"], _sql.Names);
    }

    [Fact]
    public void Every_statement_gives_its_rows_and_the_last_is_the_result()
    {
        IReadOnlyList<DataFrame> all = _sql.QueryAll("SELECT 1 AS a; SELECT 2 AS b, 3 AS b", Stop);

        Assert.Equal(2, all.Count);
        Assert.Equal(["b", "b_1"], all[1].Columns.Select(column => column.Name));
        Assert.Equal(["2 3"], Rows(Query("SELECT 1 AS a; SELECT 2 AS b, 3 AS b")));
    }

    [Fact]
    public void What_no_column_has_a_form_for_is_text_and_sums_beyond_64_bits_are_told_to_be_rounded()
    {
        DataFrame frame = Query(
            "SELECT [1, 2] l, {'a': 1} s, 'ab'::BLOB b, sum(x) fits, DATE '2026-01-02' d, 1.5::DECIMAL(4, 2) p FROM range(10) t(x)"
        );
        Assert.Equal(["[1,2] {\"a\":1} 6162 45 01/02/2026 00:00:00 1.5"], Rows(frame));

        DataFrame large = Query("SELECT sum(9223372036854775807) AS total FROM range(2)");
        Assert.IsType<RealColumn>(large["total"]);
        Assert.Contains("total: beyond 64 bits", large.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT * FROM nowhere", "nowhere does not exist")]
    [InlineData("SELEKT 1", "LINE 1: SELEKT 1")]
    [InlineData("-- nothing", "no statement in: -- nothing")]
    public void A_mistake_is_told_in_DuckDBs_words_with_the_place(string sql, string told) =>
        Assert.Contains(told, Assert.Throws<SqlException>(() => Query(sql)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_column_that_SQL_has_no_form_for_is_named_where_its_table_is_asked_for_and_nowhere_else()
    {
        _sql["odd"] = new DataFrame(new DecimalDataFrameColumn("price", [1m]));

        Assert.Contains(
            "column 'price' holds Decimal",
            Assert.Throws<SqlException>(() => Query("SELECT * FROM odd")).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(["odd"], Rows(Query("SELECT 'odd'")));
    }

    [Fact]
    public void A_column_that_SQL_has_no_form_for_costs_no_other_and_is_told_beside_the_rows()
    {
        _sql["orders"] = new DataFrame(new DecimalDataFrameColumn("price", [1m, 2m]), new Int32DataFrameColumn("n", [3, 4]));

        DataFrame rows = Query("SELECT * FROM orders");
        Assert.Equal(["3", "4"], Rows(rows));
        Assert.Contains("the frame 'orders' is there without a column: column 'price' holds Decimal", rows.Note, StringComparison.Ordinal);
        Assert.Contains(
            "column 'price' holds Decimal",
            Assert.Throws<SqlException>(() => Query("SELECT sum(price) FROM orders")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"qualty\" not found",
            Assert.Throws<SqlException>(() => Query("SELECT qualty FROM orders")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_frame_that_is_no_table_hides_no_fault_of_the_statement_where_its_name_is_only_a_word()
    {
        _sql["sectors"] = new DataFrame(new DecimalDataFrameColumn("price", [1m]));
        _sql["good"] = new DataFrame(new Int32DataFrameColumn("quality", [3]));

        Assert.Contains(
            "\"qualty\" not found",
            Assert.Throws<SqlException>(() => Query("SELECT qualty AS sectors FROM good")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the frame 'sectors' is no table",
            Assert.Throws<SqlException>(() => Query("SELECT * FROM sectors")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_packages_own_columns_of_every_width_are_taken_and_their_changes_seen()
    {
        DateTime late = DateTime.MaxValue,
            fine = new DateTime(2026, 1, 2).AddTicks(1);
        var frame = new DataFrame(
            new UInt64DataFrameColumn("sector", [8UL, null]),
            new UInt64DataFrameColumn("wwn", [ulong.MaxValue, 1]),
            new SingleDataFrameColumn("await", [1.5f, null]),
            new ByteDataFrameColumn("cpu", [255, 0]),
            new Int16DataFrameColumn("error", [-5, null]),
            new BooleanDataFrameColumn("sync", [true, null]),
            new DateTimeDataFrameColumn("at", [late, null]),
            new DateTimeDataFrameColumn("fine", [fine, null])
        );
        _sql["odd"] = frame;

        Assert.Equal(
            ["8 18446744073709551615 1.5 255 -5 true 9999-12-31 23:59:59.999999 2026-01-02 00:00:00.0000001"],
            Rows(
                Query(
                    "SELECT sector, wwn::VARCHAR, await, cpu, error, sync::VARCHAR, \"at\"::VARCHAR, fine::VARCHAR FROM odd WHERE sector = 8"
                )
            )
        );
        Assert.Equal(["0"], Rows(Query("SELECT cpu FROM odd WHERE sector IS NULL")));
        frame["cpu"][1] = (byte)7;
        Assert.Equal(["7"], Rows(Query("SELECT cpu FROM odd WHERE sector IS NULL")));
        frame["await"][1] = 2.5f;
        Assert.Equal(["4"], Rows(Query("SELECT sum(await) FROM odd")));
    }

    [Theory]
    [InlineData("CREATE VIEW v AS SELECT sum(n) FROM frame", "SELECT * FROM v")]
    [InlineData("CREATE MACRO m() AS TABLE SELECT sum(n) FROM frame", "SELECT * FROM m()")]
    [InlineData("PREPARE p AS SELECT sum(n) FROM frame", "EXECUTE p")]
    public void What_names_a_frame_for_a_query_sees_its_changes_too(string made, string query)
    {
        var frame = new DataFrame(new Int32DataFrameColumn("n", [1, 2]));
        _sql["frame"] = frame;
        _sql.Query(made, Stop);
        Assert.Equal(["3"], Rows(Query(query)));

        frame["n"][0] = 10;
        Assert.Equal(["12"], Rows(Query(query)));
    }

    [Theory]
    [InlineData("SELECT ?")]
    [InlineData("SELECT INTERVAL 5 MONTH")]
    [InlineData("SELECT 'infinity'::TIMESTAMP")]
    public void What_the_driver_cannot_take_over_is_told_as_a_mistake_of_the_statement(string sql) =>
        Assert.Throws<SqlException>(() => Query(sql));

    [Fact]
    public void A_failed_load_leaves_nothing_half_done_and_the_next_query_works()
    {
        _sql["frame"] = new DataFrame(new TextColumn("t", ["ok", "half \ud800"]));

        Assert.Contains(
            "column 't' row 1",
            Assert.Throws<SqlException>(() => Query("SELECT * FROM frame")).Message,
            StringComparison.Ordinal
        );
        _sql["frame"] = new DataFrame(new TextColumn("t", ["ok"]));
        Assert.Equal(["ok"], Rows(Query("SELECT * FROM frame")));
    }

    [Fact]
    public void A_running_query_is_stopped_and_the_next_one_works()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        Assert.ThrowsAny<OperationCanceledException>(() =>
            _sql.Query("SELECT count(*) FROM range(1000000000) a, range(100000) b WHERE a.range % 7 = b.range % 11", stop.Token)
        );
        Assert.Equal(["1"], Rows(Query("SELECT 1")));
    }

    [Fact]
    public void A_query_is_stopped_whenever_the_stop_comes()
    {
        for (int i = 0; i < 40; i++)
        {
            using var stop = new CancellationTokenSource();
            var teller = new Thread(() =>
            {
                Thread.SpinWait(i * 20_000);
                stop.Cancel();
            });
            teller.Start();
            Assert.ThrowsAny<OperationCanceledException>(() =>
                _sql.Query(
                    "SELECT 1; SELECT count(*) FROM range(1000000000) a, range(100000) b WHERE a.range % 7 = b.range % 11",
                    stop.Token
                )
            );
            teller.Join();
        }
    }

    [Fact]
    public void Nothing_is_fetched_and_nothing_is_written_into_the_current_folder()
    {
        Assert.Equal(
            ["false false"],
            Rows(Query("SELECT current_setting('autoinstall_known_extensions'), current_setting('autoload_known_extensions')"))
                .Select(row => row.ToLowerInvariant())
        );
        Assert.StartsWith(
            Path.GetTempPath(),
            Query("SELECT current_setting('temp_directory') AS t")["t"][0]!.ToString(),
            StringComparison.Ordinal
        );
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _sql.Dispose();

    private DataFrame Query(string sql) => _sql.Query(sql, Stop);

    private static IEnumerable<string> Rows(DataFrame frame) =>
        frame.Rows.Select(row =>
            string.Join(' ', row.Select(value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)))
        );
}
