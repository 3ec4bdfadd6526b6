using System.Runtime.CompilerServices;
using Sync.Engine.Documents;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Privacy;

/// <summary>
/// Sales of nobody we know that tell their buyer's telephone number. Each POS writes one in its own way, so all that have one are looked
/// through: that is done for a request of somebody's, never in a usual run.
/// </summary>
internal static class PhonedSales
{
    private static readonly DocumentQuery All = new()
    {
        Collection = Collections.UnmatchedOrders,
        Filters = [new DocumentFilter("buyerPhone", FilterOperator.GreaterThan, "")],
    };

    /// <summary>The sales, with the number in E.164 form where it can be told.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="dialledCode">The code of the country that numbers without one are of; null where it is not known.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async IAsyncEnumerable<(StoredDocument Sale, string Phone)> OfAsync(
        ITenantStore tenant, string? dialledCode, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var sale in tenant.QueryAsync(All, cancellation))
            if (PhoneNumber.E164(sale.Body.Read().Text("buyerPhone"), dialledCode) is { } phone) yield return (sale, phone);
    }
}
