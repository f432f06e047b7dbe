namespace NotebookKit;

/// <summary>Finds the functions that a compiler inlined at an address.</summary>
/// <param name="address">The address as perf printed it, in hexadecimal.</param>
/// <param name="function">The function as perf printed it, with its offset.</param>
/// <param name="module">The program or library.</param>
/// <returns>The functions, the outermost first; empty where nothing is known of the address.</returns>
internal delegate IReadOnlyList<string> InlineLookup(string address, string function, string module);

/// <summary>How samples become folded stacks: the options of stackcollapse-perf under the same names.</summary>
/// <remarks>Source: stackcollapse-perf.pl of github.com/brendangregg/FlameGraph; the folded lines are the same, byte by byte.</remarks>
public readonly record struct FoldOptions
{
    /// <summary>True to write the process id behind the process name, <c>cp-351</c>;
    /// <c>?</c> where perf printed the thread alone.</summary>
    public bool Pid { get; init; }

    /// <summary>True to write process and thread id behind the process name, <c>cp-351/351</c>.</summary>
    public bool Tid { get; init; }

    /// <summary>True to write <c>_[k]</c> behind kernel functions.</summary>
    public bool Kernel { get; init; }

    /// <summary>True to write <c>_[j]</c> behind functions compiled at run time (<c>/tmp/perf-PID.map</c>).</summary>
    public bool Jit { get; init; }

    /// <summary>True for <see cref="Kernel"/> and <see cref="Jit"/>.</summary>
    public bool All
    {
        get => Kernel && Jit;
        init => Kernel = Jit = value;
    }

    /// <summary>True to write the address where no function is known, <c>[libc.so.6 &lt;2175d&gt;]</c>.</summary>
    public bool Addresses { get; init; }

    /// <summary>The event to fold, as perf prints it; null for the first one in the input: different events have different units.</summary>
    public string? Event { get; init; }

    /// <summary>Finds inlined functions, as <c>--inline</c> does with addr2line; null to leave the stacks as they are.</summary>
    internal InlineLookup? Inline { get; init; }
}
