using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site.Import;

/// <summary>Brings files in, as the form does.</summary>
internal static class Uploads
{
    public const string Page = "/orgs/a/import";

    public const string Orders = """
        Order ID,Date,Customer ID,Email,Product ID,Description,Quantity,Price
        1001,2026-03-02 10:15,C1,ann@example.com,P1,Tea,2,4.50
        1001,2026-03-02 10:15,C1,ann@example.com,P2,Cup,1,9.00
        1002,2026-03-02 11:00,C2,ben@example.com,P1,Tea,1,4.50
        1003,2026-03-02 12:00,C3,cy@example.com,P1,Tea,many,4.50
        1004,2026-03-02 12:30,C3,"=HYPERLINK(""http://evil.example"")",P1,-5,bad,-4.50

        """;

    public static async Task<HttpResponseMessage> UploadAsync(this Browserish browser, byte[] content, string name = "sales.csv", string kind = "orders", string? token = null, string org = "a", IEnumerable<string>? more = null)
    {
        var form = new MultipartFormDataContent();
        form.Add(new StringContent(token ?? await browser.TokenAsync($"/orgs/{org}/import")), "csrf");
        form.Add(new StringContent(kind), "as");
        foreach (var field in more ?? []) form.Add(new StringContent("x"), field);
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(file, "file", name);
        return await browser.Client.PostAsync($"/orgs/{org}/import", form);
    }

    public static Task<HttpResponseMessage> UploadAsync(this Browserish browser, string content, string name = "sales.csv", string kind = "orders") =>
        browser.UploadAsync(Encoding.UTF8.GetBytes(content), name, kind);

    /// <summary>The address of an upload that must be taken.</summary>
    public static async Task<string> UploadedAsync(this Browserish browser, string content, string name = "sales.csv", string kind = "orders")
    {
        using var answer = await browser.UploadAsync(content, name, kind);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await answer.BodyAsync());
        return answer.Headers.Location!.OriginalString;
    }

    /// <summary>The address of an upload whose preview is there.</summary>
    public static async Task<string> PreviewedAsync(this Browserish browser, string content)
    {
        var address = await browser.UploadedAsync(content);
        await browser.SubmitAsync(address, address + "/columns", await browser.FieldsAsync(address));
        (await browser.DoneAsync(address)).ShouldContain("/start\"");
        return address;
    }

    /// <summary>The page of an import when nothing is worked on any more.</summary>
    public static async Task<string> DoneAsync(this Browserish browser, string address)
    {
        var html = "";
        await Eventually.TrueAsync(async () => !(html = await browser.TextAsync(address)).Contains("id=\"busy\"", StringComparison.Ordinal), "the import is worked on to its end");
        return html;
    }

    /// <summary>Every file that waits.</summary>
    public static List<string> Files(Service service) => Directory.Exists(service.UploadsFolder) ? [.. Directory.EnumerateFiles(service.UploadsFolder, "*", SearchOption.AllDirectories)] : [];
}
