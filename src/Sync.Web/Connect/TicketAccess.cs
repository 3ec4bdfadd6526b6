using Microsoft.AspNetCore.Http;
using Sync.Engine.Connections;
using Sync.Engine.Secrets;

namespace Sync.Web.Connect;

/// <summary>Whoever shows a ticket that was issued for exactly this may connect it.</summary>
internal sealed class TicketAccess(ConnectTickets tickets) : IConnectAccess
{
    public const string Parameter = "ticket";

    public ValueTask<bool> MayAsync(HttpRequest request, ConnectAsk ask, CancellationToken cancellation) =>
        new(tickets.IsGoodAsync(request.Query[Parameter], ask, cancellation));
}
