using Sync.Engine.Accounts;

namespace Sync.Web.Access;

/// <summary>
/// What somebody sees of a run, the same on the site's pages, in its downloads and by the API. Whoever may read data sees what happened in
/// the owner's words and the samples of records; costs in them, and what is for the log, take a permission of their own.
/// </summary>
/// <param name="Costs">Whether samples show what products have cost.</param>
/// <param name="Technical">Whether errors come with their technical detail: for whoever can mend a connection by it.</param>
internal sealed record RunSight(bool Costs, bool Technical)
{
    /// <summary>The field that holds an error's technical detail, of a run as of each of its streams.</summary>
    public const string Detail = "errorDetail";

    /// <summary>The fields of a sample that tell what products have cost.</summary>
    public static IReadOnlyList<string> CostFields { get; } = ["batchCost", "cost"];

    /// <summary>The fields that are left out, wherever they stand.</summary>
    public IEnumerable<string> Hidden => [.. Costs ? [] : CostFields, .. Technical ? Array.Empty<string>() : [Detail]];

    /// <summary>What a caller sees in an org.</summary>
    public static RunSight Of(OrgScope scope) => new(scope.May(Permission.ReadCosts), scope.May(Permission.ManageConnections));
}
