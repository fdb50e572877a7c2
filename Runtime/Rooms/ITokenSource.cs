#nullable enable
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime;

namespace Earshot.Rooms
{
    /// <summary>Where a player's tokens come from: a JWT that names the player, the room and what is allowed. In
    /// production the game's own backend mints it, because whoever can mint tokens can be anybody.</summary>
    public interface ITokenSource
    {
        /// <summary>A fresh token. Asked for when joining, and again when the last one has expired. Any
        /// thread.</summary>
        Task<ApiResult<string>> GetTokenAsync(CancellationToken cancellation);
    }
}
