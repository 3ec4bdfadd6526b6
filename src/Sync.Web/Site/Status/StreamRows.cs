using Sync.Store;

namespace Sync.Web.Site.Status;

/// <summary>A connection's streams as its last run left them.</summary>
internal static class StreamRows
{
    private static readonly string[] Order = ["customers", "orders", "products", "inventory"];
    private static readonly string[] Counts = ["created", "updated", "unchanged", "deleted", "quarantined"];

    public static IEnumerable<StreamModel> Of(DocumentFields status, ShopTime clock, DateTimeOffset now)
    {
        if (status.Map("streams") is not { } streams) yield break;
        foreach (var name in streams.Names.OrderBy(n => Array.IndexOf(Order, n)))
        {
            if (streams.Map(name) is not { } stream) continue;
            yield return new StreamModel(name == "inventory" ? "Stock" : char.ToUpperInvariant(name[0]) + name[1..], ConnectionStates.OfStream(stream, now), Fresh(stream, clock))
            {
                Counts = [.. Counts.Select(c => ShopTime.Number(stream.Integer(c) ?? 0))],
                Warnings = [.. Warnings(stream)],
            };
        }
    }

    private static string Fresh(DocumentFields stream, ShopTime clock) =>
        stream.Time("lastSuccessAt") is { } success ? $"{clock.Ago(success)}, at {clock.At(success)}" : "never yet";

    private static IEnumerable<string> Warnings(DocumentFields stream)
    {
        if (stream.Text("error") is { } error) yield return error;
        foreach (var warning in stream.TextList("warnings")) yield return warning;
        if (stream.Integer("heldDeletes") is { } held and > 0) yield return $"{ShopTime.Number(held)} deletes wait for your decision.";
        if (stream.Integer("quarantined") is { } refused and > 0) yield return $"{ShopTime.Number(refused)} records could not be stored and are set aside; the history says which and why.";
        if (stream.Integer("unbalanced") is { } unbalanced and > 0) yield return $"{ShopTime.Number(unbalanced)} orders do not add up to the total that the POS states; its total is kept.";
        if (stream.Map("skipped") is not { } skipped) yield break;
        foreach (var reason in skipped.Names) yield return $"{ShopTime.Number(skipped.Integer(reason) ?? 0)} skipped: {reason}";
    }
}
