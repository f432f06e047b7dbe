using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

/// <summary>Skips tests where the temporary folder's file system gives no leases.</summary>
internal static class LeaseRequired
{
    public static void OrSkip()
    {
        using var file = new TemporaryFile("a file"u8);
        using FileStream stream = CaptureFile.OpenRead(file.Path);
        using FileLease? lease = FileLease.TryTake(stream.SafeFileHandle);
        Assert.SkipWhen(lease is null, "the temporary folder gives no leases (fcntl, F_SETLEASE): it is on no local file system of Linux");
    }
}
