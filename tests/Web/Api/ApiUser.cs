using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Web.Access;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Api;

/// <summary>A program that uses the API; every answer that it gets is held against the OpenAPI document.</summary>
internal sealed class ApiUser(HttpClient client, Contract contract, string? key) : IDisposable
{
    public static string[] AllScopes { get; } = [.. Scopes.All.Keys];

    public HttpClient Client => client;

    public Contract Contract => contract;

    /// <summary>The key that it shows.</summary>
    public string? Key => key;

    /// <summary>One with a key of an org, which is made where missing.</summary>
    public static async Task<ApiUser> WithKeyAsync(Service service, string org, params string[] scopes)
    {
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse(org));
        if (await tenant.GetAsync(Store.DocumentPath.Tenant) is null)
            await service.Parts.Orgs.AddAsync(OrgId.Parse(org), new OrgSettings { Name = "Shop " + org, TimeZone = "UTC", Currency = "USD" });
        var (key, _) = await new ApiKeyDirectory(tenant, service.Parts.Time).CreateAsync("Test", scopes.Length == 0 ? AllScopes : scopes, Roles.PermissionsOf(Role.Owner), Actor.Operator);
        return await WithAsync(service, key.Reveal());
    }

    /// <summary>One with a key, or none.</summary>
    public static async Task<ApiUser> WithAsync(Service service, string? key)
    {
        var client = new HttpClient { BaseAddress = new Uri(service.Url) };
        return new ApiUser(client, await Contract.ReadAsync(client), key);
    }

    /// <summary>A member with a browser's session, whose scripts use the API.</summary>
    public static async Task<ApiUser> MemberAsync(Service service, string org, Role role, string? email = null)
    {
        var browser = await Browserish.SignedInAsync(service, org, role, email);
        browser.Client.DefaultRequestHeaders.Add("X-Sync-Request", "1");
        return new ApiUser(browser.Client, await Contract.ReadAsync(browser.Client), null);
    }

    public Task<ApiReply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync("GET", path, null, headers);

    public Task<ApiReply> PostAsync(string path, string? json = null, params (string Name, string Value)[] headers) => SendAsync("POST", path, json, headers);

    public Task<ApiReply> SendAsync(string method, string path, string? json = null, params (string Name, string Value)[] headers) =>
        SendContentAsync(method, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"), headers);

    /// <summary>Sends a form with a file; fields that are null are left out.</summary>
    public Task<ApiReply> UploadAsync(string path, string? file, IEnumerable<(string Name, string? Value)> fields, params (string Name, string Value)[] headers)
    {
        var form = new MultipartFormDataContent();
        if (file is not null) form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(file)), "file", "sales.csv"); // first, as a program may send it
        foreach (var (name, value) in fields)
            if (value is not null) form.Add(new StringContent(value), name);
        return SendContentAsync("POST", path, form, headers);
    }

    private async Task<ApiReply> SendContentAsync(string method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        request.Content = content;
        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        if (method is not ("HEAD" or "OPTIONS") && response.StatusCode != HttpStatusCode.MethodNotAllowed)
            contract.Faults(method, path, (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, body).ShouldBeEmpty();
        return new ApiReply((int)response.StatusCode, body, response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    public void Dispose() => client.Dispose();
}

/// <summary>What came back.</summary>
internal sealed record ApiReply(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Tag => Headers["ETag"];

    public IReadOnlyList<string> Ids => [.. Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!)];

    public ApiReply ShouldBe(int status)
    {
        Status.ShouldBe(status, Body);
        return this;
    }

    /// <summary>The first thing said of a field.</summary>
    public string Error(string field) => Json.GetProperty("errors").GetProperty(field)[0].GetString()!;
}
