using Sync.Web.Tests.Site;

namespace Sync.Web.Tests.Access;

/// <summary>A browser behind a proxy that takes the TLS off: it keeps cookies whatever they say of https, and every one that it was given.</summary>
internal sealed class Walker(string url) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(url) };
    private readonly Dictionary<string, string> jar = [];
    private string page = "";

    /// <summary>Every cookie as it was set or taken back, in order.</summary>
    public List<string> Set { get; } = [];

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Sends a form, with the hidden token of the page that is open.</summary>
    public Task<HttpResponseMessage> SubmitAsync(string action, params (string Name, string Value)[] typed)
    {
        Dictionary<string, string> fields = new() { ["csrf"] = SiteForm.FieldsOf(page)["csrf"] };
        foreach (var (name, value) in typed) fields[name] = value;
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, action) { Content = new FormUrlEncodedContent(fields) });
    }

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (jar.Count > 0) request.Headers.Add("Cookie", string.Join("; ", jar.Select(c => $"{c.Key}={c.Value}")));
        var answer = await client.SendAsync(request);
        ((int)answer.StatusCode).ShouldBeLessThan(500, request.RequestUri!.ToString());
        if (answer.Content.Headers.ContentType?.MediaType == "text/html") page = await answer.Content.ReadAsStringAsync();
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            Set.Add(cookie);
            var (name, value) = (cookie[..cookie.IndexOf('=', StringComparison.Ordinal)], cookie.Split(';')[0][(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            if (value.Length == 0) jar.Remove(name);
            else jar[name] = value;
        }

        return answer;
    }
}
