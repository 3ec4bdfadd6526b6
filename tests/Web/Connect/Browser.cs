using System.Net;
using System.Text.RegularExpressions;

namespace Sync.Web.Tests.Connect;

/// <summary>A browser with cookies of its own, of somebody who goes on where a page asks whether they want to.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient following;
    private readonly HttpClient stepping;

    public Browser()
    {
        following = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies });
        stepping = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false });
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Opens an address and whatever it leads to.</summary>
    public async Task<(HttpStatusCode Status, string Page)> FollowAsync(string address)
    {
        using var response = await OpenAsync(following, address);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Opens an address and nothing more.</summary>
    public Task<HttpResponseMessage> OpenAsync(string address) => OpenAsync(stepping, address);

    /// <summary>Opens an address, and does not go on from there.</summary>
    public Task<HttpResponseMessage> LookAsync(string address) => stepping.GetAsync(new Uri(address));

    /// <summary>Opens an address, until its window is closed.</summary>
    public async Task<HttpStatusCode> OpenAsync(string address, CancellationToken closed)
    {
        using var response = await stepping.GetAsync(new Uri(address), closed);
        return response.StatusCode;
    }

    /// <summary>Opens an address that must lead elsewhere, and says where.</summary>
    public async Task<string> RedirectAsync(string address)
    {
        using var response = await OpenAsync(address);
        response.StatusCode.ShouldBe(HttpStatusCode.Redirect, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.OriginalString;
    }

    public void Dispose()
    {
        following.Dispose();
        stepping.Dispose();
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient client, string address)
    {
        var response = await client.GetAsync(new Uri(address));
        if (OnIn(await response.Content.ReadAsStringAsync()) is not { } on) return response;
        response.Dispose();
        return await client.GetAsync(new Uri(new Uri(address), on));
    }

    /// <summary>Where a page leads that asks whether to go on; null where it does not.</summary>
    public static string? OnIn(string page) => On().Match(page) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    [GeneratedRegex("href=\"(/connect/[^\"]+;go=yes)\"")]
    private static partial Regex On();
}
