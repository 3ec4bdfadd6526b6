using System.Net;
using Sync.TestKit;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>What a test needs of forms beyond filling in a few fields.</summary>
internal static class SiteForm
{
    /// <summary>The token of the forms on a page.</summary>
    public static async Task<string> TokenAsync(this Browserish browser, string page) => HtmlForm.TokenOf(await browser.Client.GetStringAsync(page));

    /// <summary>What stands in the inputs of a page's form, by name, as a browser would send it.</summary>
    public static async Task<Dictionary<string, string>> FieldsAsync(this Browserish browser, string page) => FieldsOf(await browser.Client.GetStringAsync(page));

    /// <summary>The same of a page that is there already.</summary>
    public static Dictionary<string, string> FieldsOf(string html) => HtmlForm.FieldsOf(html);

    public static async Task<string> BodyAsync(this HttpResponseMessage response) => WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
}
