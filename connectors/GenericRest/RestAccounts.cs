using System.Security.Cryptography;
using System.Text;
using Sync.ConnectorKit;

namespace Sync.Connectors.GenericRest;

/// <summary>What two connections to the same account have in common.</summary>
internal sealed partial class RestClient
{
    // Slow on purpose: a password that somebody can remember must not be found by trying words (OWASP, Password Storage: at least
    // 600,000 for a stored password; these eight bytes are less than that, and a check waits for them).
    private const int Rounds = 100_000;

    /// <summary>
    /// One for each list that is read: its address, and a mark of what tells one customer of the POS from another there (credentials,
    /// fixed parameters and headers). Another key, or another parameter such as a store's number, is another account. The mark
    /// does not tell what it is made of.
    /// </summary>
    public IReadOnlyList<string> Accounts()
    {
        var credentials = string.Join('\n', Credentials().Select(name => $"{name}={connection.Settings.Secret(name)?.Reveal()}"));
        var mark = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(credentials), Encoding.UTF8.GetBytes(Plain(Base)), Rounds, HashAlgorithmName.SHA256, 32);
        return [.. Definition.Streams.Values.Select(rules => $"{Plain(Base + rules.Path)} {Mark(mark, rules)}")];
    }

    // As it is asked: letters of a host, a port that goes without saying and escapes may be written in several ways.
    private static string Plain(string address)
    {
        var target = new Uri(address);
        var host = target.Host.EndsWith('.') ? new UriBuilder(target) { Host = target.Host.TrimEnd('.') }.Uri : target;
        var plain = host.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return address.EndsWith('/') ? plain : plain.TrimEnd('/');
    }

    private string Mark(byte[] key, StreamRules rules)
    {
        var fixedParts = Definition.Headers.Select(h => $"{h.Key.ToLowerInvariant()}: {h.Value}").Order(StringComparer.Ordinal)
            .Concat(rules.Query.Select(q => $"{q.Key}={Wire.Text(q.Value)}").Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Join('\n', fixedParts))).AsSpan(0, 8));
    }

    private string[] Credentials() => Definition.Auth.Kind switch
    {
        AuthKinds.Header => [GenericRestDescriptor.ApiKey],
        AuthKinds.Basic => [GenericRestDescriptor.Username, GenericRestDescriptor.Password],
        AuthKinds.Bearer => [GenericRestDescriptor.Token],
        AuthKinds.ClientCredentials => [GenericRestDescriptor.ClientId],
        _ => [],
    };
}
