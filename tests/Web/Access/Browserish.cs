using System.Net;
using System.Text.RegularExpressions;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Web.Access;

namespace Sync.Web.Tests.Access;

/// <summary>Somebody with a browser: keeps cookies, fills in forms, does not run scripts. Redirects are seen, not followed.</summary>
internal sealed partial class Browserish : IDisposable
{
    public const string Password = "seven quiet herons at noon";

    private readonly HttpClient client;

    public Browserish(string url) => client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies, UseCookies = true }) { BaseAddress = new Uri(url) };

    public CookieContainer Cookies { get; } = new();

    public HttpClient Client => client;

    /// <summary>Somebody who is signed in; made a member of the org (which is made where missing) with a role.</summary>
    public static async Task<Browserish> SignedInAsync(Service service, string org, Role role, string? email = null)
    {
        email ??= $"{Roles.NameOf(role)}@{org}.example";
        await MemberAsync(service, org, role, email);
        var browser = new Browserish(service.Url);
        (await browser.SignInAsync(email)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return browser;
    }

    /// <summary>Makes an account, and a member of it.</summary>
    public static async Task<Account> MemberAsync(Service service, string org, Role role, string email)
    {
        var (id, tenant) = (OrgId.Parse(org), service.Parts.Store.OpenTenant(OrgId.Parse(org)));
        if (await tenant.GetAsync(Store.DocumentPath.Tenant) is null)
            await service.Parts.Orgs.AddAsync(id, new OrgSettings { Name = "Shop " + org, TimeZone = "UTC", Currency = "USD" });
        var account = await service.Parts.Accounts.FindByEmailAsync(email)
            ?? await service.Parts.Accounts.CreateAsync(email, null, Passwords.Hash(Password));
        await new MemberDirectory(tenant, service.Parts.Accounts, service.Parts.Time).AddAsync(account, role, Actor.Operator);
        return account;
    }

    public Task<HttpResponseMessage> SignInAsync(string email, string password = Password, string next = "/") =>
        SubmitAsync("/sign-in", "/sign-in", new() { ["email"] = email, ["password"] = password, ["next"] = next });

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(path);

    public async Task<string> TextAsync(string path)
    {
        using var response = await GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a form, with the hidden token of the page that it stands on.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, Dictionary<string, string> fields)
    {
        var html = await (await client.GetAsync(page)).Content.ReadAsStringAsync();
        fields["csrf"] = WebUtility.HtmlDecode(Token().Match(html).Groups[1].Value);
        return await client.PostAsync(action, new FormUrlEncodedContent(fields));
    }

    /// <summary>The page that a redirect leads to.</summary>
    public async Task<string> FollowAsync(HttpResponseMessage response)
    {
        for (var hops = 0; hops < 5 && response.Headers.Location is { } location; hops++) response = await client.GetAsync(location);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex("name=\"csrf\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
