using System.Net.Mail;

namespace Sync.Model;

/// <summary>How an e-mail address becomes a key.</summary>
public static class Email
{
    /// <summary>
    /// The most characters of an address that mail can be sent to. Source: RFC 5321, 4.5.3.1.3 (https://www.rfc-editor.org/rfc/rfc5321):
    /// a path has at most 256 octets, and two of them are its angle brackets.
    /// </summary>
    public const int MaxLength = 254;

    // Source: the requirements. Clients of Alleaves put it in where the e-mail is empty, and it comes along in exports: it names nobody.
    private const string Placeholder = "no-email@alleaves.local";

    /// <summary>The address as <see cref="Normalise"/> makes it, or null where it is none that mail could be sent to.</summary>
    public static string? Address(string? text) =>
        Normalise(text) is { Length: <= MaxLength } normal && OneLine.Is(normal) && MailAddress.TryCreate(normal, out var mail) && mail.Address == normal
            ? normal
            : null;

    /// <summary>The address trimmed and lowercased, or null where there is none, or only a placeholder.</summary>
    public static string? Normalise(string? address)
    {
        var normal = address?.Trim().ToLowerInvariant();
        return string.IsNullOrEmpty(normal) || normal == Placeholder ? null : normal;
    }
}
