package dev.assent.core.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The audience of one campaign while it is uploaded: rows become pieces, and a second row of a person is marked as such. */
public final class Audience {

    private static final int ROWS_PER_CHUNK = 250;

    /** An item of CampaignTable holds 400 KB; a character takes up to three bytes, and each row some more. */
    private static final int CHARACTERS_PER_CHUNK = 80_000;

    private static final int ATTEMPTS = 20;

    private final Campaigns campaigns;
    private final String campaignId;

    /** The audience of this campaign. */
    public Audience(Campaigns campaigns, String campaignId) {
        this.campaigns = campaigns;
        this.campaignId = campaignId;
    }

    /**
     * Who is in it.
     *
     * @param chunks how many pieces these are
     */
    private record Known(AudienceKeys keys, int chunks) {}

    /**
     * Adds rows; they get the audience's next numbers.
     *
     * @return how many were added: fewer than there are if the campaign starts meanwhile, whose audience is fixed
     * @throws IllegalStateException if too many uploads for one campaign are under way
     */
    public int add(List<AudienceRow> rows) {
        Known known = new Known(AudienceKeys.none(), 0);
        int added = 0;
        for (List<AudienceRow> piece : pieces(rows)) {
            Optional<Known> after = add(piece, known);
            if (after.isEmpty()) {
                break;
            }
            known = after.get();
            added += piece.size();
        }
        return added;
    }

    // Empty if the campaign takes no rows any more: a start counts as a write, so it can't happen in between.
    private Optional<Known> add(List<AudienceRow> piece, Known before) {
        Known known = before;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Campaign campaign = campaigns.find(campaignId).orElseThrow();
            if (!campaign.takesRows()) {
                return Optional.empty();
            }
            if (known.chunks() != campaign.chunks()) {
                known = new Known(campaigns.keys(campaignId), campaign.chunks());
            }
            List<AudienceRow> rows = new ArrayList<>();
            for (AudienceRow row : known.keys().mark(piece)) {
                rows.add(row.numbered(campaign.audience() + rows.size() + 1));
            }
            if (campaigns.addChunk(campaign.withChunk(rows.size()), campaign.chunks(), rows)) {
                known.keys().add(rows);
                return Optional.of(new Known(known.keys(), campaign.chunks() + 1));
            }
        }
        throw new IllegalStateException("Too many uploads for one campaign at once");
    }

    private static List<List<AudienceRow>> pieces(List<AudienceRow> rows) {
        List<List<AudienceRow>> pieces = new ArrayList<>();
        List<AudienceRow> piece = new ArrayList<>();
        int characters = 0;
        for (AudienceRow row : rows) {
            int size = row.parameters().stream().mapToInt(String::length).sum();
            if (piece.size() == ROWS_PER_CHUNK || (!piece.isEmpty() && characters + size > CHARACTERS_PER_CHUNK)) {
                pieces.add(piece);
                piece = new ArrayList<>();
                characters = 0;
            }
            piece.add(row);
            characters += size;
        }
        if (!piece.isEmpty()) {
            pieces.add(piece);
        }
        return pieces;
    }
}
