namespace Sync.Simulator.Kit;

/// <summary>A webhook as a POS sends it.</summary>
/// <param name="Body">The body.</param>
/// <param name="Headers">The headers, its signature among them.</param>
public sealed record FakeWebhook(byte[] Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>What a webhook is sent with.</summary>
/// <param name="Url">The address that the POS was given.</param>
/// <param name="Secret">What it is signed with.</param>
/// <param name="At">When it is made.</param>
public sealed record FakeWebhookSender(string Url, string Secret, DateTimeOffset At);

/// <summary>What a webhook may tell of.</summary>
public enum TruthKind
{
    /// <summary>A customer came, changed or left.</summary>
    Customer,

    /// <summary>An order came, changed or left.</summary>
    Order,

    /// <summary>A product came, changed or left; by the variant's id.</summary>
    Product,

    /// <summary>The stock of a product changed; by the variant's id.</summary>
    Level,
}
