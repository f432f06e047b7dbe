using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;
using NotebookKit.Sql;

namespace NotebookKit.Interactive;

/// <summary>Runs <c>#!sql</c> cells on DuckDB: every frame of the session is a table under its name, and a result is a frame.</summary>
/// <remarks>
/// <c>#!sql --name slow</c> keeps the result as <c>slow</c>, which later queries can name and other languages take by
/// <c>#!share --from sql slow</c>. A frame that is shared with SQL is a table; a number, a text, a truth or a time is a variable, in SQL
/// <c>getvariable('limit')</c>.
/// </remarks>
public sealed class SqlKernel
    : Kernel,
        IKernelCommandHandler<SubmitCode>,
        IKernelCommandHandler<RequestValue>,
        IKernelCommandHandler<RequestValueInfos>,
        IKernelCommandHandler<SendValue>
{
    /// <summary>What stands behind <c>#!</c>.</summary>
    public const string KernelName = "sql";

    private const string NameOption = "--name";
    private readonly Dictionary<string, DataFrame> _found = new(StringComparer.Ordinal);
    private readonly SqlTables _tables;

    /// <summary>Creates the kernel with an empty database.</summary>
    public SqlKernel()
        : base(KernelName)
    {
        _tables = new SqlTables(_found.GetValueOrDefault);
        KernelInfo.LanguageName = "SQL";
        KernelInfo.Description = "SQL over the tables of the notebook (DuckDB)";
        RegisterForDisposal(_tables);
    }

    /// <inheritdoc/>
    public override KernelSpecifierDirective KernelSpecifierDirective
    {
        get
        {
            KernelSpecifierDirective directive = base.KernelSpecifierDirective;
            directive.Parameters.Add(new KernelDirectiveParameter(NameOption, "Keeps the result under a name."));
            return directive;
        }
    }

    /// <inheritdoc/>
    public async Task HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(context);
        if (string.IsNullOrWhiteSpace(command.Code))
        {
            return;
        }

        await SessionFrames.FindAsync(this, command.Code, _found).ConfigureAwait(false);
        IReadOnlyList<DataFrame> results;
        try
        {
            // On a thread of the pool: the scheduler's own must hear of a cell that is to be stopped.
            results = await Task.Run(() => _tables.QueryAll(command.Code, context.CancellationToken), CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is SqlException or PlatformNotSupportedException)
        {
            // A mistake in a statement is told as the compiler tells one: where this program found it is no news.
            context.Fail(command, null, error.Message);
            return;
        }

        foreach (DataFrame earlier in results.SkipLast(1).Where(frame => frame.Columns.Count > 0))
        {
            context.Display(earlier);
        }

        if (command.Parameters.TryGetValue(NameOption, out string? name))
        {
            _tables[name] = results[^1];
        }

        context.Publish(new ReturnValueProduced(results[^1], command, FormattedValue.CreateManyFromObject(results[^1])));
    }

    /// <inheritdoc/>
    public Task HandleAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(context);
        context.Publish(
            new ValueInfosProduced(
                [
                    .. _tables.Names.Select(name => new KernelValueInfo(
                        name,
                        new FormattedValue(command.MimeType, "a table"),
                        typeof(DataFrame)
                    )),
                ],
                command
            )
        );
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            DataFrame frame = _tables.Table(command.Name);
            context.Publish(
                new ValueProduced(frame, command.Name, FormattedValue.CreateSingleFromObject(frame, command.MimeType), command)
            );
        }
        catch (SqlException error)
        {
            context.Fail(command, null, error.Message);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task HandleAsync(SendValue command, KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(context);
        return SetValueAsync(
            command,
            context,
            (name, value, _) =>
            {
                try
                {
                    // #!set hands values over as JSON, of which a double was made: not every whole number of 64 bits is one.
                    Take(
                        name,
                        value is double
                        && long.TryParse(
                            command.FormattedValue?.Value,
                            NumberStyles.AllowLeadingSign,
                            CultureInfo.InvariantCulture,
                            out long whole
                        )
                            ? whole
                            : value
                    );
                }
                catch (SqlException error)
                {
                    // Of a command that another one sent, only what is failed in words is shown.
                    context.Fail(command, null, error.Message);
                }

                return Task.CompletedTask;
            }
        );
    }

    private void Take(string name, object? value)
    {
        switch (value)
        {
            case DataFrame frame:
                _tables[name] = frame;
                break;
            case ResultTable result:
                _tables[name] = result.ToDataFrame();
                break;
            case JsonDocument json:
                _tables[name] = JsonRows.Frame(name, json.RootElement);
                break;
            default:
                _tables.SetVariable(name, value);
                break;
        }
    }
}
