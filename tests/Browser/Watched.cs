using Microsoft.Playwright;
using Sync.TestKit;

namespace Sync.Browser.Tests;

/// <summary>A page of which everything is noted that a visitor should never meet: errors in the console, requests that fail, content that jumps.</summary>
internal sealed class Watched
{
    private const double MostShift = 0.1;
    private readonly List<string> faults = [];
    private ICDPSession? browser;

    private Watched(IPage page) => Page = page;

    public IPage Page { get; }

    /// <summary>Answers that a test asks for, such as 403; others of 400 and above are faults.</summary>
    public HashSet<int> Expected { get; } = [];

    public static async Task<Watched> OpenAsync(IBrowserContext context)
    {
        var watched = new Watched(await context.NewPageAsync());
        // Layout shifts, as browsers report them: https://web.dev/articles/cls.
        await watched.Page.AddInitScriptAsync("window.shifts=0;new PerformanceObserver(l=>{for(const e of l.getEntries())if(!e.hadRecentInput)window.shifts+=e.value;}).observe({type:'layout-shift',buffered:true});");
        watched.Page.Console += (_, message) =>
        {
            if (message.Type == "error" && !watched.Expected.Any(e => message.Text.Contains($"status of {e} ", StringComparison.Ordinal))) watched.faults.Add($"console: {message.Text} ({message.Location})");
        };
        watched.Page.PageError += (_, error) => watched.faults.Add("script: " + error);
        watched.Page.RequestFailed += (_, request) =>
        {
            // A page that is left ends its stream of events.
            if (request.Failure != "net::ERR_ABORTED") watched.faults.Add($"failed: {request.Url} {request.Failure}");
        };
        watched.Page.Response += (_, response) =>
        {
            if (response.Status >= 400 && !watched.Expected.Contains(response.Status)) watched.faults.Add($"{response.Status}: {response.Request.Method} {response.Url}");
        };
        return watched;
    }

    /// <summary>Opens an address that answers as it should.</summary>
    public async Task GoAsync(string address, int status = 200)
    {
        if (status >= 400) Expected.Add(status);
        (await Page.GotoAsync(address))!.Status.ShouldBe(status, address);
    }

    /// <summary>Looks at the page as it is now: nothing wrong so far, no content that has jumped, nothing wider than the window, and what axe finds.</summary>
    /// <param name="scripts">Whether the page's scripts run; without, nobody tells what has jumped.</param>
    /// <param name="unfold">Whether what is folded is unfolded and looked at too.</param>
    public async Task CheckAsync(bool scripts = true, bool unfold = false)
    {
        var where = new Uri(Page.Url).PathAndQuery;
        if (scripts) (await Page.EvaluateAsync<double>("window.shifts")).ShouldBeLessThanOrEqualTo(MostShift, $"layout shift on {where}");
        if (unfold) await Page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        (await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")).ShouldBeTrue($"{where} is wider than the window");
        (await (scripts ? AxeAsync() : AxeAmongScriptlessAsync())).ShouldBeEmpty($"accessibility of {where}");
        faults.ShouldBeEmpty(where);
    }

    /// <summary>What axe-core says against WCAG 2.1 A and AA.</summary>
    private async Task<string[]> AxeAsync()
    {
        // The content security policy lets no script in; the debugger's protocol, by which this one comes, is no page.
        await Page.EvaluateAsync(await File.ReadAllTextAsync(NodePackage.Require("axe-core/axe.min.js")));
        return await Page.EvaluateAsync<string[]>(
            "async()=>(await axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa'],rules:{'label-content-name-mismatch':{enabled:true}},resultTypes:['violations']})).violations.map(v=>v.id+': '+v.help+' '+v.nodes.map(n=>n.target.join(' ')+' '+(n.any[0]?.message??'')).slice(0,4).join(' | '))");
    }

    // The page was read without its scripts, and stays so; axe itself waits for timers, which do not run then. What a session of
    // the protocol has not switched off it cannot switch on, and where it ends, scripts are on again.
    private async Task<string[]> AxeAmongScriptlessAsync()
    {
        browser ??= await Page.Context.NewCDPSessionAsync(Page);
        await SwitchAsync(false);
        await SwitchAsync(true);
        var found = await AxeAsync();
        await SwitchAsync(false);
        return found;

        Task SwitchAsync(bool on) => browser.SendAsync("Emulation.setScriptExecutionDisabled", new() { ["value"] = !on });
    }
}
