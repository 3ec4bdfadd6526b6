using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>That an owner has to connect again, because the POS takes the credentials no longer.</summary>
/// <param name="Since">When that was first seen.</param>
/// <param name="Why">In the owner's words.</param>
public sealed record ReconnectNote(DateTimeOffset Since, string Why)
{
    internal static ReconnectNote? From(DocumentFields? fields) =>
        fields is { } f && f.Time("since") is { } since ? new ReconnectNote(since, f.Text("why") ?? "") : null;

    internal void Write(DocumentBodyWriter w)
    {
        w.Time("since", Since);
        w.Text("why", Why);
    }
}
