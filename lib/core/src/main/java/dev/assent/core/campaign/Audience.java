package dev.assent.core.campaign;

import java.util.ArrayList;
import java.util.List;

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
     * @throws IllegalStateException if too many uploads for one campaign are under way
     */
    public void add(List<AudienceRow> rows) {
        Known known = new Known(AudienceKeys.NONE, 0);
        for (List<AudienceRow> piece : pieces(rows)) {
            known = add(piece, known);
        }
    }

    private Known add(List<AudienceRow> piece, Known before) {
        Known known = before;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Campaign campaign = campaigns.find(campaignId).orElseThrow();
            if (known.chunks() != campaign.chunks()) {
                known = new Known(campaigns.keys(campaignId), campaign.chunks());
            }
            List<AudienceRow> rows = new ArrayList<>();
            for (AudienceRow row : known.keys().mark(piece)) {
                rows.add(row.numbered(campaign.audience() + rows.size() + 1));
            }
            if (campaigns.addChunk(campaign.withChunk(rows.size()), campaign.chunks(), rows)) {
                return new Known(known.keys().and(rows), campaign.chunks() + 1);
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
