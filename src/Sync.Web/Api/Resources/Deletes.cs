using System.Text.Json;
using Sync.Engine.Accounts;
using Sync.Engine.Deletes;
using Sync.Engine.Orgs;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;
using Sync.Web.Composition;

namespace Sync.Web.Api.Resources;

/// <summary><c>/connections/{id}/held-deletes</c>: deletes that wait for somebody's word.</summary>
internal sealed class Deletes(SyncServices services)
{
    private const string Path = Connections.One + "/held-deletes";
    private const string One = Path + "/{stream}";

    public void Map(ApiMap map)
    {
        map.Get(Path, Permission.ReadData, new("listHeldDeletes", "The deletes of the connection that are more than the org's limit, and wait: a list for each stream.") { Answer = "HeldDeletesList", Paged = true }, ListAsync);
        map.Post(One + "/approve", Permission.ManageConnections, Decision("approveDeletes", "Says that the deletes are right; the next run carries them out, that of a paused connection once it is resumed."), r => DecideAsync(r, approve: true));
        map.Post(One + "/reject", Permission.ManageConnections, Decision("rejectDeletes", "Says that they are not: the records are kept, and not asked about again until the POS has shown them again."), r => DecideAsync(r, approve: false));
    }

    private static ApiOperation Decision(string id, string summary) => new(id, summary) { Body = "HeldDecision", Answer = "HeldDeletes", Refusals = [409] };

    private static async Task<ApiAnswer> ListAsync(ApiRequest request)
    {
        var connection = await Connections.FindAsync(request);
        return Pages.Answer(request, (await HeldDeletes.ListAsync(request.Tenant, request.Cancellation)).Where(h => h.Connection == connection.Id), NameOf, Write);
    }

    private async Task<ApiAnswer> DecideAsync(ApiRequest request, bool approve)
    {
        request.NoQuery();
        var body = request.Body();
        var set = body.RequiredText("set");
        body.Check();
        var connection = await Connections.FindAsync(request);
        var held = await FindAsync(request, connection.Id);
        try
        {
            if (approve) await services.HeldDeletes.ApproveAsync(request.Tenant, connection.Id, held.Stream, set, request.Actor);
            else await services.HeldDeletes.RejectAsync(request.Tenant, connection.Id, held.Stream, set, request.Actor);
        }
        catch (OrgException e)
        {
            throw ApiProblem.Conflict(e.Message);
        }

        // A run may have carried it out by now, so that it is not there to be read again.
        return ApiAnswer.Json(w => Write(w, held with { Decision = approve ? HeldDecision.Approved : HeldDecision.Rejected }));
    }

    // The one that the path names.
    private static async Task<HeldRemovals> FindAsync(ApiRequest request, string connection) =>
        (await HeldDeletes.ListAsync(request.Tenant)).FirstOrDefault(h => h.Connection == connection && NameOf(h) == request.Part("stream"))
        ?? throw ApiProblem.NotFound("list of held deletes");

    private static string NameOf(HeldRemovals held) => held.Stream.ToString().ToLowerInvariant();

    private static void Write(Utf8JsonWriter w, HeldRemovals held)
    {
        w.WriteString("stream", NameOf(held));
        w.WriteString("set", held.Set);
        w.WriteNumber("count", held.Count);
        w.WriteNumber("stored", held.Stored);
        w.WriteNumber("limit", held.Limit);
        w.WriteString("since", held.Since.UtcDateTime);
        w.WriteString("decision", held.Decision.ToString().ToLowerInvariant());
        w.WriteStartArray("first");
        foreach (var record in held.First)
        {
            w.WriteStartObject();
            w.WriteString("id", record.Id);
            if (record.Name is { } name) w.WriteString("name", name);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }
}
