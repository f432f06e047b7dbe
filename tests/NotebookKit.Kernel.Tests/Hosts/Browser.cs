using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace NotebookKit.Kernel.Tests.Hosts;

/// <summary>A page in Debian's Chromium.</summary>
internal sealed class Browser : IAsyncDisposable
{
    /// <summary>How long a test with a browser may take: what a page is asked has no time limit of its own.</summary>
    public const int TestMs = 900_000;

    private const int PatienceMs = 300_000; // a hang is what it is for

    // In place of Playwright's own list, which takes partitioned storage from frames of other origins, and with it their service workers:
    // VS Code shows outputs through one.
    private const string Features = "--disable-features=Translate,MediaRouter";
    private readonly IPlaywright _playwright;
    private readonly string _profile;
    private readonly ConcurrentQueue<string> _errors = [];

    private Browser(IPlaywright playwright, IPage page, string profile)
    {
        (_playwright, Page, _profile) = (playwright, page, profile);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Enqueue(message.Text);
            }
        };
        page.RequestFailed += (_, request) => _errors.Enqueue($"{request.Url}: {request.Failure}");
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
            {
                _errors.Enqueue($"{response.Url}: {response.Status}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Skips the test where there is no browser.</summary>
    public static void Needed() => Assert.SkipUnless(HostProgram.Find("chromium") is not null, "needs Chromium (Debian: chromium)");

    /// <summary>Opens one.</summary>
    public static async Task<Browser> OpenAsync(int width = 1280, int height = 1600)
    {
        IPlaywright playwright = await Playwright.CreateAsync();

        // With a profile: without one Chromium gives frames of other origins no storage.
        string profile = Directory.CreateTempSubdirectory("chromium-").FullName;
        IBrowserContext context = await playwright.Chromium.LaunchPersistentContextAsync(
            profile,
            new()
            {
                ExecutablePath = HostProgram.Find("chromium"),
                Timeout = PatienceMs,
                Args = ["--no-sandbox", Features],
                ViewportSize = new() { Width = width, Height = height },
            }
        );
        context.SetDefaultTimeout(PatienceMs);
        return new Browser(playwright, context.Pages[0], profile);
    }

    /// <summary>Keeps what is shown beside the test's other results, for a person to look at.</summary>
    public Task KeepAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(RepositoryFolder.Root, ".artifacts", "pictures", name) });

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            await KeepAsync(
                $"failed-{TestContext.Current.TestClass!.TestClassSimpleName}-{TestContext.Current.TestMethod!.MethodName}.png"
            );
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', _errors));
        }

        await Page.Context.CloseAsync().WaitAsync(TimeSpan.FromMilliseconds(PatienceMs));
        _playwright.Dispose();
        Directory.Delete(_profile, recursive: true);
    }
}
