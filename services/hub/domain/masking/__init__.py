"""What leaves the hub about a customer: enough to know oneself again, too little for a stranger.

The rule is the field's own (张*, 138****1234, an address only as far as the road; no whole account number on
paper), after the Personal Information Protection Law of China: article 6 (no more than the purpose needs) and
article 51 (de-identification as a duty of whoever handles the data). Each module says its rule in full.

None of these functions raises for any text, none returns the secret part, and masking what is masked already
changes nothing.
"""

from services.hub.domain.masking.addresses import mask_address
from services.hub.domain.masking.companies import mask_company
from services.hub.domain.masking.names import mask_person
from services.hub.domain.masking.numbers import mask_number
from services.hub.domain.masking.phones import mask_phone

__all__ = ["mask_address", "mask_company", "mask_number", "mask_person", "mask_phone"]
