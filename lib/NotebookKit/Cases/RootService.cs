using System.Globalization;
using NotebookKit.Hosts;

namespace NotebookKit.Cases;

/// <summary>What <c>notebookkit helper</c> does as root for an ordinary user's notebook: these argument arrays, and nothing else.</summary>
internal static class RootService
{
    private const int Usage = 2;

    /// <summary>Does what is asked, and hands over what it recorded through the standard output.</summary>
    /// <param name="asked">One of the arrays that are known.</param>
    /// <returns>The exit code: 0 done, 1 not done, 2 something else was asked.</returns>
    public static async Task<int> ServeAsync(string[] asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        Func<string, Action<string>, CancellationToken, Task>? work = asked switch
        {
            [ArticleRun.Asked, var device, var overwrite, var files, var mebibytes, var stack]
                when Number(files, 64) is { } count && Number(mebibytes, 1 << 16) is { } size && Layers(stack) is { } layers => (
                folder,
                news,
                _
            ) =>
                ArticleRun.Record(
                    folder,
                    device,
                    overwrite,
                    new ReproduceOptions
                    {
                        Files = count,
                        FileMiB = size,
                        Stack = layers,
                    },
                    news
                ),
            [CaseCapture.Asked, var device, var seconds] when Number(seconds, 86_400) is { } time => (folder, news, stop) =>
                CaseCapture.Of(device, folder, new CaseCaptureOptions { Seconds = time, Progress = news }, stop),
            [CaseCapture.Asked, var device, var place, .. { Length: > 0 } command] when OrdinaryUser.OfSudo(place) is { } user => (
                folder,
                news,
                stop
            ) =>
                CaseCapture.Of(
                    device,
                    folder,
                    new CaseCaptureOptions
                    {
                        Command = command,
                        As = user,
                        Progress = news,
                    },
                    stop
                ),
            _ => null,
        };
        if (work is null)
        {
            RootRoom.Say(
                $"the helper knows {ArticleRun.Asked} DEVICE DEVICE FILES MIB LAYERS, {CaseCapture.Asked} DEVICE SECONDS, "
                    + $"{CaseCapture.Asked} DEVICE FOLDER CMD (with the rights of who called sudo), and nothing else; a notebook starts it where it needs root"
            );
            return Usage;
        }

        if (!Environment.IsPrivilegedProcess)
        {
            RootRoom.Say("the helper is for root: sudo starts it");
            return Usage;
        }

        return await RootRoom.RunAsync(work).ConfigureAwait(false);
    }

    private static ReproduceLayers? Layers(string text) =>
        Enum.GetNames<ReproduceLayers>().Contains(text) ? Enum.Parse<ReproduceLayers>(text) : null;

    private static int? Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most
            ? number
            : null;
}
