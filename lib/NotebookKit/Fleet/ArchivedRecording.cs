namespace NotebookKit.Fleet;

/// <summary>A recording in an archive.</summary>
/// <param name="Id">The recording.</param>
/// <param name="Day">Its day.</param>
/// <param name="Host">Its host.</param>
/// <param name="File">The file in which its row of <see cref="FleetSchema.Recordings"/> stands.</param>
internal sealed record ArchivedRecording(string Id, string Day, string Host, string File);
