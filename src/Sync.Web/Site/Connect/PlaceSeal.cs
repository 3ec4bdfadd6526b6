using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sync.Web.Access;

namespace Sync.Web.Site.Connect;

/// <summary>
/// Tells that the locations of a form are those that were found and shown, so that none can be invented: asking the POS once more
/// would take seconds, and could find others than those that somebody has looked at.
/// </summary>
internal static class PlaceSeal
{
    /// <summary>The name of the hidden field.</summary>
    public const string Field = "places";

    /// <summary>What goes into the hidden field.</summary>
    /// <param name="context">The request; its org is part of it.</param>
    /// <param name="connection">The connection's id.</param>
    /// <param name="places">The POS's id of each location, the time zone that it says and what it is called, in the form's order.</param>
    public static string Of(HttpContext context, string connection, IEnumerable<(string Id, string Zone, string Name)> places) =>
        Protector(context, connection).Protect(Hash(places));

    /// <summary>Whether these are the locations that were shown; none at all always are.</summary>
    public static bool Holds(HttpContext context, string connection, string seal, IReadOnlyList<(string Id, string Zone, string Name)> places)
    {
        if (places.Count == 0) return true;
        try
        {
            return CryptographicOperations.FixedTimeEquals(
                System.Text.Encoding.ASCII.GetBytes(Protector(context, connection).Unprotect(seal)), System.Text.Encoding.ASCII.GetBytes(Hash(places)));
        }
        catch (CryptographicException)
        {
            return false; // empty, altered, or of another connection
        }
    }

    private static string Hash(IEnumerable<(string Id, string Zone, string Name)> places) =>
        Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(places.SelectMany(p => (string[])[p.Id, p.Zone, p.Name]).ToArray())));

    private static IDataProtector Protector(HttpContext context, string connection) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("found places", context.OrgScope().Org.ToString(), connection);
}
