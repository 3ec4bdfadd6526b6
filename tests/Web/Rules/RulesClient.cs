using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Sync.TestKit;

namespace Sync.Web.Tests.Rules;

/// <summary>Firestore's emulator as an app's user meets it over REST, with a token that the emulator believes unsigned.</summary>
internal sealed class RulesClient : IDisposable
{
    private const string Service = "owner"; // the emulator's word for an administrator, whom rules do not concern

    private readonly HttpClient http = new();
    private readonly string root;
    private readonly string host;

    private RulesClient(string host, string project) => (this.host, root) = (host, $"projects/{project}/databases/(default)/documents");

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

    public async Task SeedAsync(string path) =>
        (await SendAsync(HttpMethod.Post, ":commit", Service, Writes([Write(path, new JsonObject { ["x"] = new JsonObject { ["stringValue"] = "1" } })]))).Status.ShouldBe(HttpStatusCode.OK);

    /// <summary>A write that sets whole numbers and leaves other fields alone.</summary>
    public JsonObject Change(string path, params (string Name, int Value)[] fields)
    {
        var write = Write(path, new JsonObject(fields.Select(f => KeyValuePair.Create<string, JsonNode?>(f.Name, new JsonObject { ["integerValue"] = $"{f.Value}" }))));
        write["updateMask"] = new JsonObject { ["fieldPaths"] = new JsonArray([.. fields.Select(f => (JsonNode)f.Name)]) };
        return write;
    }

    public JsonObject Delete(string path) => new() { ["delete"] = $"{root}/{path}" };

    public Task<HttpStatusCode> CommitAsync(RulesUser user, params JsonObject[] writes) => SendAsync(":commit", user, Writes(writes));

    public Task<HttpStatusCode> BatchGetAsync(RulesUser user, params string[] paths) =>
        SendAsync(":batchGet", user, new JsonObject { ["documents"] = new JsonArray([.. paths.Select(p => (JsonNode)$"{root}/{p}")]) });

    /// <summary>Posts to a method, as in <c>:commit</c> or <c>/tenants/A:runQuery</c>.</summary>
    public async Task<HttpStatusCode> SendAsync(string method, RulesUser user, JsonObject body) => (await SendAsync(HttpMethod.Post, method, Token(user), body)).Status;

    /// <summary>A document's fields as they are stored, by name.</summary>
    public async Task<JsonObject> FieldsAsync(string path)
    {
        var fields = JsonNode.Parse((await SendAsync(HttpMethod.Get, "/" + path, Service, null)).Body)!["fields"]!.AsObject();
        return new JsonObject(fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())));
    }

    public void Dispose() => http.Dispose();

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, string? token, JsonObject? body)
    {
        using var request = new HttpRequestMessage(method, $"http://{host}/v1/{root}{path}");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = JsonContent.Create(body);
        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private JsonObject Write(string path, JsonObject fields) => new() { ["update"] = new JsonObject { ["name"] = $"{root}/{path}", ["fields"] = fields } };

    private static JsonObject Writes(JsonObject[] writes) => new() { ["writes"] = new JsonArray([.. writes]) };

    private static string? Token(RulesUser user)
    {
        if (user.Claims() is not { } claims) return null;
        claims["sub"] = "u1";
        return Encode("""{"alg":"none","typ":"JWT"}""") + "." + Encode(claims.ToJsonString()) + ".";
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
