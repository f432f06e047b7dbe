namespace NotebookKit.Hosts;

/// <summary>One file of a recording.</summary>
/// <param name="Path">Relative to the folder, with <c>/</c> between names.</param>
/// <param name="SizeBytes">Size of the file as it lies there, in bytes.</param>
/// <param name="Sha256">SHA-256 of those bytes, 64 lower-case hexadecimal digits.</param>
internal sealed record RecordedFile(string Path, long SizeBytes, string Sha256);
