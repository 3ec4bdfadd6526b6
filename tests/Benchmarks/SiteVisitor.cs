using System.Net;
using System.Text;
using Sync.TestKit;

namespace Sync.Benchmarks;

/// <summary>Somebody who came by an invitation, signed in, with what they do on the site before its pages are measured.</summary>
internal sealed class SiteVisitor : IDisposable
{
    private const string Password = "a few unrelated words";
    private const string File = "Order ID,Date,Email,Description,Quantity,Price\n1001,2026-03-02 10:15,ann@example.com,Tea,2,4.50\n";
    private readonly HttpClient client;

    private SiteVisitor(Uri address, CookieContainer cookies)
    {
        Cookies = cookies;
        client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = address };
    }

    /// <summary>Who they are, to the site.</summary>
    public CookieContainer Cookies { get; }

    /// <summary>Accepts an invitation.</summary>
    /// <param name="address">Where the site is.</param>
    /// <param name="invitation">The invitation's token.</param>
    public static async Task<SiteVisitor> JoinAsync(Uri address, string invitation)
    {
        var visitor = new SiteVisitor(address, new CookieContainer());
        await visitor.SendAsync("/invitations/" + invitation, "/invitations/" + invitation, new() { ["name"] = "Owner", ["password"] = Password });
        return visitor;
    }

    /// <summary>Brings three files in, each to another step of an import.</summary>
    /// <returns>One that waits for its columns to be chosen, one that waits after its preview, one that is imported.</returns>
    public async Task<(string Uploaded, string Previewed, string Imported)> BringFilesAsync()
    {
        var (uploaded, previewed, imported) = (await UploadAsync(), await UploadAsync(), await UploadAsync());
        foreach (var place in (string[])[previewed, imported]) await StepAsync(place, "columns");
        await StepAsync(imported, "start");
        return (IdOf(uploaded), IdOf(previewed), IdOf(imported));
    }

    public void Dispose() => client.Dispose();

    private async Task<string> UploadAsync()
    {
        const string page = "/orgs/shop/import";
        using var form = new MultipartFormDataContent
        {
            { new StringContent(HtmlForm.TokenOf(await client.GetStringAsync(page))), "csrf" },
            { new StringContent("orders"), "as" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(File)), "file", "sales.csv" },
        };
        using var taken = await client.PostAsync(page, form);
        return (taken.Headers.Location ?? throw new InvalidOperationException($"The upload was not taken: {taken.StatusCode}.")).OriginalString;
    }

    private async Task StepAsync(string place, string step)
    {
        await SendAsync(place, $"{place}/{step}", []);
        while ((await client.GetStringAsync(place)).Contains("id=\"busy\"", StringComparison.Ordinal)) await Task.Delay(TimeSpan.FromMilliseconds(60), TimeProvider.System);
    }

    // With what the page's form holds by itself.
    private async Task SendAsync(string page, string action, Dictionary<string, string> typed)
    {
        var fields = HtmlForm.FieldsOf(await client.GetStringAsync(page));
        foreach (var (name, value) in typed) fields[name] = value;
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await client.PostAsync(action, form);
        if (answer.StatusCode != HttpStatusCode.SeeOther) throw new InvalidOperationException($"{action} was not taken: {answer.StatusCode}.");
    }

    private static string IdOf(string place) => place.Split('/')[^1];
}
