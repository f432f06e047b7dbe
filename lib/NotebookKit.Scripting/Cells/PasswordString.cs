namespace NotebookKit.Scripting.Cells;

/// <summary>A secret that the user typed; shown or printed it is dots.</summary>
public sealed class PasswordString(string value)
{
    /// <summary>The secret itself.</summary>
    public string GetClearTextPassword() => value;

    /// <inheritdoc/>
    public override string ToString() => "••••••••";
}
