using System.Net;

namespace Sync.Web.Tests.Connect;

/// <summary>A browser with cookies of its own.</summary>
internal sealed class Browser : IDisposable
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
        using var response = await following.GetAsync(new Uri(address));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Opens an address and nothing more.</summary>
    public Task<HttpResponseMessage> OpenAsync(string address) => stepping.GetAsync(new Uri(address));

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
}
