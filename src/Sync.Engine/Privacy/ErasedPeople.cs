using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Matching;
using Sync.Model;

namespace Sync.Engine.Privacy;

/// <summary>
/// Those who asked to be forgotten, as keyed hashes: enough to know them when the POS names them again, and of no use to
/// anybody who has not the org's key.
/// </summary>
internal sealed class ErasedPeople
{
    private static readonly char[] AroundAddresses = [' ', '\t', '\u00A0', '<', '>', '(', ')', '[', ']', ',', ';', ':'];
    private static readonly char[] Quotes = ['"', '\''];

    private readonly byte[] key;
    private readonly IReadOnlyList<StableHash[]> people;
    private readonly HashSet<StableHash> hashes;

    private ErasedPeople(byte[] key, IReadOnlyList<StableHash[]> people)
    {
        (this.key, this.people, hashes) = (key, people, [.. people.SelectMany(p => p)]);
        Version = Any ? StableHash.Of(Pack(hashes)).ToString() : "";
    }

    /// <summary>Nobody.</summary>
    public static ErasedPeople Nobody { get; } = new([], []);

    public bool Any => hashes.Count > 0;

    /// <summary>Stands for who they are: others, another text; empty for nobody.</summary>
    public string Version { get; }

    /// <summary>Of each person the hashes, as <see cref="HashesOf"/> makes them.</summary>
    public static ErasedPeople Read(byte[] key, IEnumerable<byte[]> packed) => new(key, [.. packed.Select(Unpack)]);

    /// <summary>The hashes of all that a person is known by, to be stored.</summary>
    public static byte[] HashesOf(byte[] key, KnownPerson person) => Pack(
    [
        .. person.Customers.Select(c => HashOf(key, Names.Customer, c)),
        .. person.Emails.Select(e => HashOf(key, Names.Email, e)),
        .. person.Users.Select(u => HashOf(key, Names.User, u)),
        .. person.Phones.Select(p => HashOf(key, Names.Phone, p)),
        .. person.Orders.Select(o => HashOf(key, Names.Order, o)),
    ]);

    /// <summary>Whether two are known by anything in common.</summary>
    public static bool AreOne(byte[] person, byte[] other) => Unpack(person).Intersect(Unpack(other)).Any();

    /// <summary>Whether one of them is known by all that somebody is known by.</summary>
    public bool Contains(byte[] person) => people.Any(Unpack(person).ToHashSet().IsSubsetOf);

    /// <summary>Whether any of them is known by anything that somebody is known by.</summary>
    public bool Knows(byte[] person) => hashes.Overlaps(Unpack(person));

    /// <summary>Whether a customer is one of them, by any of what they are known by.</summary>
    public bool IsCustomer(DocumentScope scope, string id, string? email, string? userId) => Any
        && (Has(Names.Customer, scope.Key(id)) || IsEmail(email) || IsEmail(id) || (userId is not null && (Has(Names.User, scope.Key(userId)) || IsEmail(userId))));

    /// <summary>Whether a sale's buyer is one of them, or the sale was named itself.</summary>
    public bool IsBuyer(DocumentScope scope, string order, string? customerId, string? email, string? userId) => Any
        && (Has(Names.Order, scope.Key(order)) || IsEmail(email)
            || (customerId is not null && (Has(Names.Customer, scope.Key(customerId)) || IsEmail(customerId)))
            || (userId is not null && (Has(Names.User, scope.Key(userId)) || IsEmail(userId))));

    /// <summary>Whether a number, in E.164 form, is that of one of them.</summary>
    public bool IsPhone(string? phone) => Any && phone is not null && Has(Names.Phone, phone);

    /// <summary>The order as it may be stored: without its buyer, where that is one of them. A telephone number tells of the sales of nobody only: families share one.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="order">The order.</param>
    /// <param name="dialledCode">The code of the country that numbers without one are of; null where it is not known.</param>
    /// <param name="customers">Who is known, and is not one of them.</param>
    public Order Strip(DocumentScope scope, Order order, string? dialledCode, CustomerDirectory customers) => !Any
        || !(IsBuyer(scope, order.Id, order.CustomerId, order.BuyerEmail, order.BuyerUserId)
            || (IsPhone(PhoneNumber.E164(order.BuyerPhone, dialledCode)) && customers.Match(order) is null))
        ? order
        : order with { CustomerId = null, BuyerEmail = null, BuyerName = null, BuyerPhone = null, BuyerUserId = null };

    // Lists and exports write an address in many ways: with a name around it, several in one field, or in place of an id.
    private bool IsEmail(string? text) => text is not null && text.AsSpan().ContainsAny('@', '\uFF20')
        && (Has(Names.Email, text.Trim().ToLowerInvariant())
            || Narrow(text).ToLowerInvariant().Split(AroundAddresses, StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(AddressesIn).Any(part => CustomerDirectory.KeyOfEmail(part) is not null && Has(Names.Email, part)));

    // What stands before the @ may hold ', | and / (RFC 5322, 3.2.3: atext), and o'brien@… is not brien@…; what follows the @ may
    // not. Quotes at an end are around it.
    private static IEnumerable<string> AddressesIn(string part)
    {
        for (var rest = part; rest.Length > 0;)
        {
            var at = rest.IndexOf('@');
            var end = at < 0 ? -1 : rest.IndexOfAny(['|', '/'], at);
            yield return (end < 0 ? rest : rest[..end]).Trim(Quotes);
            rest = end < 0 ? "" : rest[(end + 1)..];
        }
    }

    // Wide letters, as East Asian keyboards write them, are the same letters.
    private static string Narrow(string text) => string.Create(text.Length, text, (narrow, wide) =>
    {
        for (var i = 0; i < wide.Length; i++) narrow[i] = wide[i] is >= '\uFF01' and <= '\uFF5E' ? (char)(wide[i] - 0xFEE0) : wide[i];
    });

    private bool Has(string kind, string value) => hashes.Contains(HashOf(key, kind, value));

    private static StableHash HashOf(byte[] key, string kind, string value)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{kind}\n{value}"), hash);
        return StableHash.Read(hash);
    }

    private static byte[] Pack(IEnumerable<StableHash> hashes)
    {
        var ordered = hashes.Order().ToList();
        var packed = new byte[ordered.Count * StableHash.Bytes];
        for (var i = 0; i < ordered.Count; i++) ordered[i].Write(packed.AsSpan(i * StableHash.Bytes));
        return packed;
    }

    private static StableHash[] Unpack(byte[] packed) =>
        [.. Enumerable.Range(0, packed.Length / StableHash.Bytes).Select(i => StableHash.Read(packed.AsSpan(i * StableHash.Bytes)))];

    private static class Names
    {
        public const string Customer = "customer";
        public const string Email = "email";
        public const string User = "user";
        public const string Order = "order";
        public const string Phone = "phone";
    }
}
