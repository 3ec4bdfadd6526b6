using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Sync.TestKit;

namespace Sync.Web.Tests.Rules;

/// <summary>Firestore's emulator as an app's user meets it: over REST, with a token that the emulator believes unsigned.</summary>
internal sealed class RulesClient : IDisposable
{
    private const string Admin = "owner";
    private readonly HttpClient http = new();
    private readonly string documents;

    private RulesClient(string host, string project) => documents = $"http://{host}/v1/projects/{project}/databases/(default)/documents";

    /// <summary>An empty project under today's firestore.rules.</summary>
    public static async Task<RulesClient> OpenAsync()
    {
        var emulator = await FirestoreEmulator.SharedAsync();
        var project = emulator.NewProject();
        var client = new RulesClient(emulator.Host, project);
        var rules = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "firestore.rules"));
        var body = new JsonObject { ["rules"] = new JsonObject { ["files"] = new JsonArray(new JsonObject { ["name"] = "firestore.rules", ["content"] = rules }) } };
        var put = await client.http.PutAsJsonAsync($"http://{emulator.Host}/emulator/v1/projects/{project}:securityRules", body);
        put.StatusCode.ShouldBe(HttpStatusCode.OK, await put.Content.ReadAsStringAsync());
        return client;
    }

    /// <summary>A signed-in user's token with these claims.</summary>
    public static string Token(JsonObject claims) => Encode("""{"alg":"none","typ":"JWT"}""") + "." + Encode(claims.ToJsonString()) + ".";

    public static string MemberOf(string org) => Token(new JsonObject { ["sub"] = "u1", ["orgId"] = org });

    public async Task SeedAsync(string path)
    {
        var response = await SendAsync(HttpMethod.Patch, "/" + path, Admin, OneField());
        response.ShouldBe(HttpStatusCode.OK);
    }

    public Task<HttpStatusCode> ReadAsync(string path, string? token) => SendAsync(HttpMethod.Get, "/" + path, token, null);

    public Task<HttpStatusCode> ChangeAsync(string path, string? token) => SendAsync(HttpMethod.Patch, "/" + path, token, OneField());

    public Task<HttpStatusCode> DeleteAsync(string path, string? token) => SendAsync(HttpMethod.Delete, "/" + path, token, null);

    /// <summary>A query of a collection below a document; over all tenants where <paramref name="everywhere"/> is set.</summary>
    public Task<HttpStatusCode> QueryAsync(string parent, string collection, string? token, bool everywhere = false)
    {
        var from = new JsonObject { ["collectionId"] = collection, ["allDescendants"] = everywhere };
        var query = new JsonObject { ["structuredQuery"] = new JsonObject { ["from"] = new JsonArray(from) } };
        return SendAsync(HttpMethod.Post, (parent.Length == 0 ? "" : "/" + parent) + ":runQuery", token, query);
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string? token, JsonObject? body)
    {
        using var request = new HttpRequestMessage(method, documents + path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = JsonContent.Create(body);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static JsonObject OneField() => new() { ["fields"] = new JsonObject { ["x"] = new JsonObject { ["stringValue"] = "1" } } };

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
