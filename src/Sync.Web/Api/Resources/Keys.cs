using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;

namespace Sync.Web.Api.Resources;

/// <summary><c>/keys</c>: the org's API keys.</summary>
internal sealed class Keys(TimeProvider time)
{
    private const string Path = Orgs.Path + "/keys";

    public void Map(ApiMap map)
    {
        map.Get(Path, Permission.ManageKeys, new("listKeys", "The org's API keys, revoked ones too; never the keys themselves.") { Answer = "KeyList", Paged = true }, ListAsync);
        map.Post(Path, Permission.ManageKeys, new("makeKey", "Makes an API key, which may no more than its maker; it is in this answer only.") { Body = "KeyMake", Answer = "KeyMade", Status = 201 }, MakeAsync);
        map.Delete(Path + "/{keyId}", Permission.ManageKeys, new("revokeKey", "Makes a key good no more, at once, and with it those that it has made.") { Status = 204 }, RevokeAsync);
    }

    private static async Task<ApiAnswer> ListAsync(ApiRequest request)
    {
        var members = await MemberDirectory.ListAsync(request.Tenant, request.Cancellation);
        return await Pages.AnswerAsync(request, request.Query(), ApiKeyDirectory.NewestFirst, (to, document) => ApiAnswer.Write(to, w => Write(w, ApiKeyDirectory.From(document), members)));
    }

    private async Task<ApiAnswer> MakeAsync(ApiRequest request)
    {
        request.NoQuery();
        var body = request.Body();
        var (name, scopes) = (body.RequiredText("name", 100), body.Texts("scopes") ?? []);
        if (!body.IsWrong("name") && !OneLine.IsName(name)) body.Wrong("name", $"'name' {OneLine.Fault}.");
        if (!body.IsWrong("name") && !ApiKeyDirectory.IsName(name)) body.Wrong("name", "'name' must say what uses the key, in at most 100 letters without line breaks or pictures.");
        if (!body.IsWrong("scopes") && scopes.Count == 0) body.Wrong("scopes", "'scopes' is missing: choose what the key may do.");
        foreach (var scope in scopes.CountBy(s => s).Where(s => s.Value > 1)) body.Wrong("scopes", $"'{scope.Key}' is given {scope.Value} times.");
        foreach (var scope in scopes.Where(s => !Scopes.IsScope(s))) body.Wrong("scopes", $"There is no scope '{scope}'. There are: {string.Join(", ", Scopes.All.Keys)}.");
        body.Check();
        if (scopes.FirstOrDefault(s => !request.Scope.May(Scopes.All[s])) is { } more) throw ApiProblem.Forbidden($"A key cannot be given '{more}', which you do not have yourself. No key was made.");
        var (key, known) = await new ApiKeyDirectory(request.Tenant, time).CreateAsync(name, scopes, request.Scope.Permissions, request.Actor);
        return ApiAnswer.Json(w =>
        {
            Write(w, known, []);
            w.WriteString("key", key.Reveal());
        }, StatusCodes.Status201Created);
    }

    private async Task<ApiAnswer> RevokeAsync(ApiRequest request)
    {
        request.NoQuery();
        if ((await ApiKeyDirectory.ListAsync(request.Tenant, request.Cancellation)).All(k => k.Id != request.Part("keyId"))) throw ApiProblem.NotFound("key");
        await new ApiKeyDirectory(request.Tenant, time).RevokeAsync(request.Part("keyId"), request.Actor);
        return ApiAnswer.None;
    }

    private static void Write(Utf8JsonWriter w, ApiKey key, IReadOnlyList<OrgMember> members)
    {
        w.WriteString("id", key.Id);
        w.WriteString("name", key.Name);
        WriteTexts(w, "scopes", key.Scopes);
        WriteTexts(w, "effectiveScopes", ApiKeyDirectory.EffectiveScopesOf(key, members));
        w.WriteString("by", key.By);
        w.WriteString("createdAt", key.CreatedAt.UtcDateTime);
        WriteTime(w, "lastUsedAt", key.LastUsedAt);
        WriteTime(w, "revokedAt", key.RevokedAt);
    }

    private static void WriteTexts(Utf8JsonWriter w, string name, IReadOnlyList<string> texts)
    {
        w.WriteStartArray(name);
        foreach (var text in texts) w.WriteStringValue(text);
        w.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter w, string name, DateTimeOffset? at)
    {
        if (at is { } time) w.WriteString(name, time.UtcDateTime);
        else w.WriteNull(name);
    }
}
