using System.Net;
using System.Text.RegularExpressions;

namespace Sync.Cli.Tests;

/// <summary>Somebody with a browser and no script on the demo's site, who fills in forms as they stand.</summary>
internal sealed partial class DemoVisitor : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { CookieContainer = new CookieContainer() });
    private Uri at;

    public DemoVisitor(string site) => at = new Uri(site);

    /// <summary>The page that is open.</summary>
    public string Page { get; private set; } = "";

    /// <summary>How the next pages must be answered.</summary>
    public HttpStatusCode Expected { get; set; } = HttpStatusCode.OK;

    public Task OpenAsync(string address) => ShowAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(at, address)));

    /// <summary>Clicks a link by its text.</summary>
    public Task ClickAsync(string text) =>
        OpenAsync(WebUtility.HtmlDecode(Link().Matches(Page).FirstOrDefault(m => Tags().Replace(m.Groups["text"].Value, "").Trim() == text)?.Groups["to"].Value)
            ?? throw new InvalidOperationException($"There is no link '{text}' on {at}: {Page}"));

    /// <summary>Presses a button, with what stands in its form's fields or is typed into them.</summary>
    public Task PressAsync(string button, params (string Name, string Value)[] typed)
    {
        var form = Form().Matches(Page).FirstOrDefault(m => Button().Matches(m.Groups["inner"].Value).Any(b => b.Groups[1].Value.Trim() == button))
            ?? throw new InvalidOperationException($"There is no button '{button}' on {at}: {Page}");
        var fields = Input().Matches(form.Groups["inner"].Value).Select(m => m.Value)
            .Where(i => Attribute(i, "name") is not null && (Attribute(i, "type") != "checkbox" || i.Contains(" checked", StringComparison.Ordinal)))
            .GroupBy(i => Attribute(i, "name")!).ToDictionary(g => g.Key, g => Attribute(g.Last(), "value") ?? "");
        foreach (var (name, value) in typed) fields[name] = value;
        return ShowAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(at, Attribute(form.Groups["tag"].Value, "action"))) { Content = new FormUrlEncodedContent(fields) });
    }

    public void Dispose() => client.Dispose();

    private async Task ShowAsync(HttpRequestMessage request)
    {
        using var answer = await client.SendAsync(request);
        (Page, at) = (await answer.Content.ReadAsStringAsync(), answer.RequestMessage!.RequestUri!);
        answer.StatusCode.ShouldBe(Expected, $"{at}: {Page}");
    }

    private static string? Attribute(string tag, string name) =>
        Regex.Match(tag, $"\\s{name}=\"([^\"]*)\"") is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    [GeneratedRegex("<a [^>]*href=\"(?<to>[^\"]*)\"[^>]*>(?<text>.*?)</a>", RegexOptions.Singleline)]
    private static partial Regex Link();

    [GeneratedRegex("(?<tag><form [^>]*>)(?<inner>.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<button[^>]*>([^<]*)</button>")]
    private static partial Regex Button();

    [GeneratedRegex("<input [^>]*>")]
    private static partial Regex Input();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
